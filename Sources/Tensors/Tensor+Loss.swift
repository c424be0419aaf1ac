extension Operators {
  static let crossEntropy = Operator("cross_entropy_loss")
  static let mse = Operator("mse_loss")
  static let l1 = Operator("l1_loss")
  static let huber = Operator("huber_loss")
  static let smoothL1 = Operator("smooth_l1_loss")
  static let nll = Operator("nll_loss_nd")
  static let bce = Operator("binary_cross_entropy")
  static let bceLogits = Operator("binary_cross_entropy_with_logits")
  static let klDivergence = Operator("kl_div")
  static let ctc = Operator("ctc_loss", "Tensor")
}

/// What a loss does with its elements.
public enum Reduction: Int, Sendable {
  case none, mean, sum
}

extension Argument {
  fileprivate static func reduction(_ reduction: Reduction) -> Argument { .int(reduction.rawValue) }
}

extension Tensor {
  /// −log softmax of these logits at the int64 targets; `ignored` targets do not count.
  ///
  /// Shape: `[n, classes]` with `[n]`, or `[n, classes, …]` with `[n, …]`; targets of self's shape
  /// and dtype are probabilities.
  public func crossEntropy(
    _ targets: Tensor, weight: Tensor? = nil, ignoring ignored: Int = -100,
    smoothing: Double = 0, reduction: Reduction = .mean
  ) -> Tensor {
    Operators.crossEntropy(
      .tensor(self), .tensor(targets), .optional(weight), .reduction(reduction), .int(ignored),
      .double(smoothing))
  }

  /// −self at the int64 targets, with self as log-probabilities; shapes as in `crossEntropy`.
  public func negativeLogLikelihood(
    _ targets: Tensor, weight: Tensor? = nil, ignoring ignored: Int = -100,
    reduction: Reduction = .mean
  ) -> Tensor {
    Operators.nll(
      .tensor(self), .tensor(targets), .optional(weight), .reduction(reduction), .int(ignored))
  }

  /// The mean, sum or elements of (self − target)².
  public func squaredError(_ target: Tensor, reduction: Reduction = .mean) -> Tensor {
    Operators.mse(.tensor(self), .tensor(target), .reduction(reduction))
  }

  /// The mean, sum or elements of |self − target|.
  public func absoluteError(_ target: Tensor, reduction: Reduction = .mean) -> Tensor {
    Operators.l1(.tensor(self), .tensor(target), .reduction(reduction))
  }

  /// Half the squared error up to `delta`, linear beyond (Huber 1964).
  public func huber(
    _ target: Tensor, delta: Double = 1, reduction: Reduction = .mean
  ) -> Tensor {
    Operators.huber(.tensor(self), .tensor(target), .reduction(reduction), .double(delta))
  }

  /// Half the squared error over `beta` up to `beta`, then the absolute error less `beta` / 2.
  public func smoothAbsoluteError(
    _ target: Tensor, beta: Double = 1, reduction: Reduction = .mean
  ) -> Tensor {
    Operators.smoothL1(.tensor(self), .tensor(target), .reduction(reduction), .double(beta))
  }

  /// The cross-entropy of probabilities in 0...1 against targets in 0...1; logs count as ≥ −100.
  public func binaryCrossEntropyOfProbabilities(
    _ target: Tensor, reduction: Reduction = .mean
  ) -> Tensor {
    Operators.bce(.tensor(self), .tensor(target), .none, .reduction(reduction))
  }

  /// The cross-entropy of sigmoid(self) against targets in 0...1; `positiveWeight` scales ones.
  public func binaryCrossEntropy(
    _ target: Tensor, positiveWeight: Tensor? = nil, reduction: Reduction = .mean
  ) -> Tensor {
    Operators.bceLogits(
      .tensor(self), .tensor(target), .none, .optional(positiveWeight), .reduction(reduction))
  }

  /// Σ target · (log target − self), with self as log-probabilities; over the first size for mean.
  public func klDivergence(_ target: Tensor, reduction: Reduction = .mean) -> Tensor {
    let total = Operators.klDivergence(
      .tensor(self), .tensor(target), .reduction(reduction == .none ? .none : .sum), false)
    return reduction == .mean ? total / shape[0] : total
  }

  /// Connectionist temporal classification (Graves et al. 2006) of log-probabilities.
  ///
  /// Shape: `[time, batch, classes]`, targets `[batch, length]`, lengths `[batch]`, all int64.
  /// It has no gradients of gradients. With `zeroInfinity`, a target too long for its input counts zero instead of infinity.
  public func ctc(
    _ targets: Tensor, inputLengths: Tensor, targetLengths: Tensor, blank: Int = 0,
    zeroInfinity: Bool = false, reduction: Reduction = .mean
  ) -> Tensor {
    Operators.ctc(
      .tensor(self), .tensor(targets), .tensor(inputLengths), .tensor(targetLengths),
      .int(blank), .reduction(reduction), .bool(zeroInfinity))
  }
}
