import Tensors

/// A convolution over one, two or three spatial dimensions, as many as the kernel has sizes.
///
/// Shape: `[batch, in, …]` → `[batch, out, …]`.
public struct Convolution: Layer {
  /// Shape: `[out, in / groups, kernel…]`.
  public let weight: Tensor
  /// Shape: `[out]`.
  public let bias: Tensor?
  private let stride: [Int]
  private let padding: [Int]
  private let dilation: [Int]
  private let groups: Int

  /// `stride`, `padding` and `dilation` hold one number, or one for each spatial dimension. Biases
  /// are uniform in ±1/√fan, PyTorch's default, unless told. Without a generator, weights are left
  /// unset, for loading.
  public init(
    _ input: Int, _ output: Int, kernel: [Int], stride: [Int] = [1], padding: [Int] = [0],
    dilation: [Int] = [1], groups: Int = 1, bias: Bool = true, initialiser: Initialiser = .fanIn,
    biasInitialiser: Initialiser? = nil, using generator: Generator?
  ) {
    require(
      input.isMultiple(of: groups) && output.isMultiple(of: groups),
      "\(groups) groups do not divide \(input) and \(output) channels")
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    weight = initialiser([output, input / groups] + kernel, using: generator)
    let fan = kernel.reduce(input / groups, *)
    let biasInitialiser = biasInitialiser ?? .uniform(1 / Double(fan).squareRoot())
    self.bias = bias ? biasInitialiser([output], using: generator) : nil
  }

  /// Applies the convolution.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.convolved(
      weight, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups)
  }
}

/// The transpose of a convolution, which makes spatial sizes larger, as many as the kernel has.
///
/// Shape: `[batch, in, …]` → `[batch, out, …]`.
public struct TransposedConvolution: Layer {
  /// Shape: `[in, out / groups, kernel…]`.
  public let weight: Tensor
  /// Shape: `[out]`.
  public let bias: Tensor?
  private let stride: [Int]
  private let padding: [Int]
  private let outputPadding: [Int]
  private let dilation: [Int]
  private let groups: Int

  /// `stride`, `padding`, `outputPadding` and `dilation` hold one number, or one for each spatial
  /// dimension. Without a generator, weights are left unset, for loading.
  public init(
    _ input: Int, _ output: Int, kernel: [Int], stride: [Int] = [1], padding: [Int] = [0],
    outputPadding: [Int] = [0], dilation: [Int] = [1], groups: Int = 1, bias: Bool = true,
    initialiser: Initialiser = .fanIn, using generator: Generator?
  ) {
    require(
      input.isMultiple(of: groups) && output.isMultiple(of: groups),
      "\(groups) groups do not divide \(input) and \(output) channels")
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilation = dilation
    self.groups = groups
    weight = initialiser([input, output / groups] + kernel, using: generator)
    let fan = kernel.reduce(output / groups, *)
    self.bias =
      bias ? Initialiser.uniform(1 / Double(fan).squareRoot())([output], using: generator) : nil
  }

  /// Applies the transposed convolution.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.convolvedTransposed(
      weight, bias: bias, stride: stride, padding: padding, outputPadding: outputPadding,
      groups: groups, dilation: dilation)
  }
}
