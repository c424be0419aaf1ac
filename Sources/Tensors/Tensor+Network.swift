extension Operators {
  static let linear = Operator("linear")
  static let embedding = Operator("embedding")
  static let layerNorm = Operator("layer_norm")
  static let embeddingBag = Operator("embedding_bag")
  static let rmsNorm = Operator("rms_norm")
  static let ownRMSNorm = Operator("rms_norm", of: "reprise")
  static let rotate = Operator("rotate", of: "reprise")
  static let groupNorm = Operator("group_norm")
  static let batchNorm = Operator("batch_norm")
  static let instanceNorm = Operator("instance_norm")
  static let attention = Operator("attention", of: "reprise")
  static let lstm = Operator("lstm", "input")
  static let gru = Operator("gru", "input")
}

extension Tensor {
  /// self · weightᵀ + bias. Shape: `[…, in]`, weight `[out, in]`, bias `[out]` → `[…, out]`.
  public func linear(_ weight: Tensor, bias: Tensor? = nil) -> Tensor {
    Operators.linear(.tensor(self), .tensor(weight), .optional(bias))
  }

  /// The rows of `table` that this integer tensor names. Shape: `[…]` → `[…, width]`.
  public func embedded(in table: Tensor) -> Tensor {
    Operators.embedding(.tensor(table), .tensor(self))
  }

  /// The weighted sums of neighbouring rows: one up to the next start, each in its rows' order.
  ///
  /// Shape: `[rows, width]`, starts int64 `[segments]`, ascending from 0, weights `[rows]` →
  /// `[segments, width]`.
  public func segmentSums(from starts: Tensor, weights: Tensor) -> Tensor {
    let rows = Tensor.arange(0..<shape[0], on: device)
    let found = Operators.embeddingBag.tensors(
      .tensor(self), .tensor(rows), .tensor(starts), false, .int(0), false, .tensor(weights), false)
    return found[0]
  }

  /// Standardised over the last `shape.count` dimensions, then scaled and shifted (Ba et al. 2016).
  public func layerNorm(
    _ shape: [Int], weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> Tensor {
    Operators.layerNorm(
      .tensor(self), .ints(shape), .optional(weight), .optional(bias), .double(epsilon))
  }

  /// Divided by the root mean square of the last dimension, then scaled (Zhang & Sennrich 2019).
  public func rmsNorm(weight: Tensor? = nil, epsilon: Double = 1e-6) -> Tensor {
    if let weight, takesOwnKernels {
      return Operators.ownRMSNorm(.tensor(self), .tensor(weight), .double(epsilon))
    }
    return Operators.rmsNorm(
      .tensor(self), .ints([shape.last ?? 1]), .optional(weight), .double(epsilon))
  }

  /// (a, b) · cosines + (b, a) · sines, for the halves a and b of the last dimension.
  ///
  /// Shape: tables as wide as this; their other dimensions are broadcast to this one's.
  public func rotated(cosines: Tensor, sines: Tensor) -> Tensor {
    takesOwnKernels && !recordsGradients
      ? Operators.rotate(.tensor(self), .tensor(cosines), .tensor(sines))
      : self * cosines + rolled((shape.last ?? 0) / 2, dim: -1) * sines
  }

  /// Whether the operators of `CTorch/kernels.cpp` can take the place of libtorch's.
  private var takesOwnKernels: Bool { dtype == .float32 && device == .cpu }

  /// Standardised over groups of channels. Shape: `[batch, channels, …]` (Wu & He 2018).
  public func groupNorm(
    _ groups: Int, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> Tensor {
    Operators.groupNorm(
      .tensor(self), .int(groups), .optional(weight), .optional(bias), .double(epsilon), false)
  }

  /// Standardised over all but the channels (Ioffe & Szegedy 2015). Shape: `[batch, channels, …]`.
  ///
  /// While training, the running statistics are updated in place with weight `momentum`.
  public func batchNorm(
    runningMean: Tensor?, runningVariance: Tensor?, weight: Tensor? = nil, bias: Tensor? = nil,
    training: Bool, momentum: Double = 0.1, epsilon: Double = 1e-5
  ) -> Tensor {
    Operators.batchNorm(
      .tensor(self), .optional(weight), .optional(bias), .optional(runningMean),
      .optional(runningVariance), .bool(training), .double(momentum), .double(epsilon), false)
  }

  /// Standardised over the spatial dimensions of each channel of each example (Ulyanov et al. 2016).
  public func instanceNorm(
    weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> Tensor {
    Operators.instanceNorm(
      .tensor(self), .optional(weight), .optional(bias), .none, .none, true, 0.0,
      .double(epsilon), false)
  }

  /// softmax(self · keysᵀ · scale + mask) · values (Vaswani et al. 2017, eq. 1).
  ///
  /// Shape: queries `[…, heads, n, d]`, keys and values `[…, heads, m, d]` → `[…, heads, n, d]`.
  /// It has no gradients of gradients; write it out with `matmul` and `softmax` where they are wanted.
  ///
  /// - Parameters:
  ///   - mask: bool (true takes part) or a number to add; broadcasts to `[…, heads, n, m]`.
  ///   - causal: position i sees positions up to i; not together with a mask.
  ///   - scale: 1/√d when nil.
  ///   - grouped: fewer heads of keys and values, each shared by a group of query heads.
  public func attention(
    keys: Tensor, values: Tensor, mask: Tensor? = nil, causal: Bool = false,
    scale: Double? = nil, grouped: Bool = false
  ) -> Tensor {
    Operators.attention(
      .tensor(self), .tensor(keys), .tensor(values), .optional(mask), .bool(causal),
      .optional(scale), .bool(grouped))
  }

  /// A long short-term memory over a sequence, layer by layer (Hochreiter & Schmidhuber 1997).
  ///
  /// Shape: `[batch, time, in]`; states `[layers · directions, batch, hidden]`; `weights` are
  /// input, hidden, and the two biases of each layer and direction (all biases may be left out),
  /// gates in the order i, f, g, o.
  public func lstm(
    hidden: Tensor, cell: Tensor, weights: [Tensor], layers: Int = 1, bidirectional: Bool = false
  ) -> (output: Tensor, hidden: Tensor, cell: Tensor) {
    let found = Operators.lstm.tensors(
      .tensor(self), .tensors([hidden, cell]), .tensors(weights),
      .bool(weights.count == 4 * layers * (bidirectional ? 2 : 1)), .int(layers), 0.0, false,
      .bool(bidirectional), true)
    return (found[0], found[1], found[2])
  }

  /// A gated recurrent unit over a sequence, layer by layer (Cho et al. 2014).
  ///
  /// Shapes and weights as in `lstm`, gates in the order r, z, n.
  public func gru(
    hidden: Tensor, weights: [Tensor], layers: Int = 1, bidirectional: Bool = false
  ) -> (output: Tensor, hidden: Tensor) {
    let found = Operators.gru.tensors(
      .tensor(self), .tensor(hidden), .tensors(weights),
      .bool(weights.count == 4 * layers * (bidirectional ? 2 : 1)), .int(layers), 0.0, false,
      .bool(bidirectional), true)
    return (found[0], found[1])
  }
}
