import Tensors

/// The sizes of a recurrent network, and its weights under PyTorch's names: `weight_ih_l0`,
/// `bias_hh_l1_reverse`.
private struct RecurrentKernel {
  let hidden: Int
  let layers: Int
  let bidirectional: Bool
  let named: [String: Tensor]
  /// In the order that the kernels want.
  let ordered: [Tensor]

  init(
    _ input: Int, _ hidden: Int, gates: Int, layers: Int, bidirectional: Bool,
    using generator: Generator?
  ) {
    (self.hidden, self.layers, self.bidirectional) = (hidden, layers, bidirectional)
    let initialiser = Initialiser.uniform(1 / Double(hidden).squareRoot())
    var named: [String: Tensor] = [:]
    var ordered: [Tensor] = []
    for layer in 0..<layers {
      let width = layer == 0 ? input : hidden * (bidirectional ? 2 : 1)
      for direction in bidirectional ? ["", "_reverse"] : [""] {
        for (name, shape) in [
          ("weight_ih", [gates * hidden, width]), ("weight_hh", [gates * hidden, hidden]),
          ("bias_ih", [gates * hidden]), ("bias_hh", [gates * hidden]),
        ] {
          let tensor = initialiser(shape, using: generator)
          named["\(name)_l\(layer)\(direction)"] = tensor
          ordered.append(tensor)
        }
      }
    }
    self.named = named
    self.ordered = ordered
  }

  /// A state of zeros to begin with. Shape: `[layers · directions, batch, hidden]`.
  func start(_ input: Tensor) -> Tensor {
    .zeros(
      [layers * (bidirectional ? 2 : 1), input.shape[0], hidden], dtype: input.dtype,
      on: input.device)
  }
}

/// Gated recurrent units, layer over layer (Cho et al. 2014), with both biases as in PyTorch.
public struct GRU: Module {
  private let weights: [String: Tensor]
  private let kernel: RecurrentKernel

  /// Weights carry PyTorch's names.
  public static var keys: [String: String] { ["weights": ""] }

  /// Without a generator, weights are left unset, for loading.
  public init(
    _ input: Int, _ hidden: Int, layers: Int = 1, bidirectional: Bool = false,
    using generator: Generator?
  ) {
    kernel = RecurrentKernel(
      input, hidden, gates: 3, layers: layers, bidirectional: bidirectional, using: generator)
    weights = kernel.named
  }

  /// Reads sequences; states begin at zero when none are given.
  ///
  /// Shape: `[batch, time, in]` → output `[batch, time, hidden · directions]`, final states
  /// `[layers · directions, batch, hidden]`.
  public func callAsFunction(
    _ input: Tensor, hidden state: Tensor? = nil
  ) -> (output: Tensor, hidden: Tensor) {
    input.gru(
      hidden: state ?? kernel.start(input), weights: kernel.ordered, layers: kernel.layers,
      bidirectional: kernel.bidirectional)
  }
}

/// Long short-term memories, layer over layer (Hochreiter & Schmidhuber 1997), as in PyTorch.
public struct LSTM: Module {
  private let weights: [String: Tensor]
  private let kernel: RecurrentKernel

  /// Weights carry PyTorch's names.
  public static var keys: [String: String] { ["weights": ""] }

  /// Without a generator, weights are left unset, for loading.
  public init(
    _ input: Int, _ hidden: Int, layers: Int = 1, bidirectional: Bool = false,
    using generator: Generator?
  ) {
    kernel = RecurrentKernel(
      input, hidden, gates: 4, layers: layers, bidirectional: bidirectional, using: generator)
    weights = kernel.named
  }

  /// Reads sequences; states begin at zero when none are given.
  ///
  /// Shape: `[batch, time, in]` → output `[batch, time, hidden · directions]`, final states and
  /// cells `[layers · directions, batch, hidden]`.
  public func callAsFunction(
    _ input: Tensor, state: (hidden: Tensor, cell: Tensor)? = nil
  ) -> (output: Tensor, hidden: Tensor, cell: Tensor) {
    let zeros = kernel.start(input)
    return input.lstm(
      hidden: state?.hidden ?? zeros, cell: state?.cell ?? zeros, weights: kernel.ordered,
      layers: kernel.layers, bidirectional: kernel.bidirectional)
  }
}
