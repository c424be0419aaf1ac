extension Operators {
  static let relu = Operator("relu")
  static let silu = Operator("silu")
  static let softplus = Operator("softplus")
  static let logSigmoid = Operator("log_sigmoid")
  static let gelu = Operator("gelu")
  static let leakyReLU = Operator("leaky_relu")
  static let elu = Operator("elu")
  static let selu = Operator("selu")
  static let mish = Operator("mish")
  static let prelu = Operator("prelu")
  static let hardSigmoid = Operator("hardsigmoid")
  static let hardSwish = Operator("hardswish")
  static let softmax = Operator("softmax", "int")
  static let logSoftmax = Operator("log_softmax", "int")
  static let glu = Operator("glu")
}

extension Tensor {
  /// max(x, 0) of each element.
  public func relu() -> Tensor { Operators.relu(.tensor(self)) }

  /// x · sigmoid(x) of each element, also called swish (Elfwing et al. 2018).
  public func silu() -> Tensor { Operators.silu(.tensor(self)) }

  /// log(1 + exp(x)) of each element.
  public func softplus() -> Tensor { Operators.softplus(.tensor(self)) }

  /// log(sigmoid(x)) of each element, without overflow.
  public func logSigmoid() -> Tensor { Operators.logSigmoid(.tensor(self)) }

  /// x · Φ(x) of each element (Hendrycks & Gimpel 2016), or its tanh approximation.
  public func gelu(approximate: Bool = false) -> Tensor {
    Operators.gelu(.tensor(self), .string(approximate ? "tanh" : "none"))
  }

  /// x where positive, else `slope` · x.
  public func leakyReLU(slope: Double = 0.01) -> Tensor {
    Operators.leakyReLU(.tensor(self), .double(slope))
  }

  /// x where positive, else `alpha` · (exp(x) − 1).
  public func elu(alpha: Double = 1) -> Tensor { Operators.elu(.tensor(self), .double(alpha)) }

  /// `elu` with constants that keep mean 0 and variance 1 (Klambauer et al. 2017).
  public func selu() -> Tensor { Operators.selu(.tensor(self)) }

  /// x · tanh(softplus(x)) of each element (Misra 2019).
  public func mish() -> Tensor { Operators.mish(.tensor(self)) }

  /// x where positive, else slope · x, with one slope or one for each channel (dimension 1).
  public func prelu(_ slopes: Tensor) -> Tensor {
    Operators.prelu(.tensor(self), .tensor(slopes))
  }

  /// The line x / 6 + ½ cut off at 0 and 1 (Howard et al. 2019).
  public func hardSigmoid() -> Tensor { Operators.hardSigmoid(.tensor(self)) }

  /// x · hardSigmoid(x) of each element (Howard et al. 2019).
  public func hardSwish() -> Tensor { Operators.hardSwish(.tensor(self)) }

  /// Exponentials along a dimension, divided by their sum.
  public func softmax(_ dim: Int = -1) -> Tensor { Operators.softmax(.tensor(self), .int(dim)) }

  /// The logarithm of `softmax`, without overflow.
  public func logSoftmax(_ dim: Int = -1) -> Tensor {
    Operators.logSoftmax(.tensor(self), .int(dim))
  }

  /// The first half of a dimension times the sigmoid of the second (Dauphin et al. 2017).
  public func gatedLinearUnit(_ dim: Int = -1) -> Tensor {
    Operators.glu(.tensor(self), .int(dim))
  }
}
