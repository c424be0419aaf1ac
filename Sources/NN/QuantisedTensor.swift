import Tensors

/// A tensor as whole numbers of few bits between a minimum and a maximum, which are kept for the
/// whole tensor or for each slice across one axis (Chen et al. 2023, section 3.3).
public struct QuantisedTensor {
  /// The numbers q in 0...2^bits − 1, as uint8, in the tensor's shape.
  public let codes: Tensor
  /// What q = 0 stands for: float32 for the whole tensor, or float16 with one dimension of size 1.
  public let minimum: Tensor
  /// The difference between neighbouring numbers, of the minimum's shape and dtype.
  public let scale: Tensor

  /// A tensor put together from stored parts.
  public init(codes: Tensor, minimum: Tensor, scale: Tensor) {
    self.codes = codes
    self.minimum = minimum
    self.scale = scale
  }

  /// The quantisation of a float32 tensor with the least mean absolute error.
  ///
  /// Tried are one minimum and maximum for the whole tensor, and those over each axis which leave
  /// fewer minima than 2 % of the tensor's elements.
  public init(_ tensor: Tensor, bits: Int) {
    require((1...8).contains(bits), "quantisation to \(bits) bits; 1 to 8 fit a byte")
    let axes = tensor.shape.indices.filter { 50 * (tensor.count / tensor.shape[$0]) < tensor.count }
    let candidates =
      [QuantisedTensor(tensor, bits: bits, over: nil)]
      + axes.map { QuantisedTensor(tensor, bits: bits, over: $0) }
    let errors = candidates.map { candidate -> Double in
      candidate.dequantised.absoluteError(tensor.detached()).item()
    }
    // A float16 minimum may be infinite: such a candidate's error is no number and never the least.
    var best = 0
    for index in errors.indices where errors[index] < errors[best] { best = index }
    self = candidates[best]
  }

  /// The quantisation with one minimum and maximum, or with those over one axis, in float16.
  public init(_ tensor: Tensor, bits: Int, over axis: Int?) {
    let tensor = tensor.detached().converted(to: .float32)
    let top = Double((1 << bits) - 1)
    var low: Tensor
    var scale: Tensor
    if let axis {
      low = tensor.min(along: axis, keepDim: true).values
      scale = ((tensor.max(along: axis, keepDim: true).values - low) / top).converted(to: .float16)
      low = low.converted(to: .float16)
    } else {
      low = tensor.min()
      scale = (tensor.max() - low) / top
    }
    let step = scale.converted(to: .float32)
    // Where all elements are equal there is no step: every code is 0.
    let divisor = (step .== 0.0).select(step.onesLike(), else: step)
    let codes = ((tensor - low.converted(to: .float32)) / divisor).round().clamped(from: 0, to: top)
    self.init(codes: codes.converted(to: .uint8), minimum: low, scale: scale)
  }

  /// minimum + scale · q, in float32.
  public var dequantised: Tensor {
    minimum.converted(to: .float32)
      + scale.converted(to: .float32) * codes.converted(to: .float32)
  }

  /// The bits that minima and scales take.
  public var tableBits: Int { 8 * (minimum.count + scale.count) * minimum.dtype.bytes }
}
