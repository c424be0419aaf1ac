extension Operators {
  static let exp = Operator("exp")
  static let log = Operator("log")
  static let log1p = Operator("log1p")
  static let expm1 = Operator("expm1")
  static let sqrt = Operator("sqrt")
  static let rsqrt = Operator("rsqrt")
  static let square = Operator("square")
  static let reciprocal = Operator("reciprocal")
  static let abs = Operator("abs")
  static let sign = Operator("sign")
  static let sin = Operator("sin")
  static let cos = Operator("cos")
  static let tan = Operator("tan")
  static let atan = Operator("atan")
  static let tanh = Operator("tanh")
  static let sigmoid = Operator("sigmoid")
  static let erf = Operator("erf")
  static let floor = Operator("floor")
  static let ceil = Operator("ceil")
  static let round = Operator("round")
  static let relu = Operator("relu")
  static let silu = Operator("silu")
  static let softplus = Operator("softplus")
  static let logSigmoid = Operator("log_sigmoid")
  static let isNaN = Operator("isnan")
  static let isFinite = Operator("isfinite")
  static let logicalNot = Operator("logical_not")
  static let lgamma = Operator("lgamma")
  static let digamma = Operator("digamma")
  static let gelu = Operator("gelu")
  static let leakyReLU = Operator("leaky_relu")
  static let elu = Operator("elu")
  static let clamp = Operator("clamp")
  static let whereSelf = Operator("where", "self")
  static let maskedFill = Operator("masked_fill", "Scalar")
}

extension Tensor {
  /// e to the power of each element.
  public func exp() -> Tensor { Operators.exp(.tensor(self)) }

  /// The natural logarithm of each element.
  public func log() -> Tensor { Operators.log(.tensor(self)) }

  /// log(1 + x) of each element, accurate near 0.
  public func log1p() -> Tensor { Operators.log1p(.tensor(self)) }

  /// exp(x) − 1 of each element, accurate near 0.
  public func expm1() -> Tensor { Operators.expm1(.tensor(self)) }

  /// The square root of each element.
  public func sqrt() -> Tensor { Operators.sqrt(.tensor(self)) }

  /// One over the square root of each element.
  public func rsqrt() -> Tensor { Operators.rsqrt(.tensor(self)) }

  /// The square of each element.
  public func square() -> Tensor { Operators.square(.tensor(self)) }

  /// One over each element.
  public func reciprocal() -> Tensor { Operators.reciprocal(.tensor(self)) }

  /// The absolute value of each element.
  public func abs() -> Tensor { Operators.abs(.tensor(self)) }

  /// −1, 0 or 1 by the sign of each element.
  public func sign() -> Tensor { Operators.sign(.tensor(self)) }

  /// The sine of each element, in radians.
  public func sin() -> Tensor { Operators.sin(.tensor(self)) }

  /// The cosine of each element, in radians.
  public func cos() -> Tensor { Operators.cos(.tensor(self)) }

  /// The tangent of each element, in radians.
  public func tan() -> Tensor { Operators.tan(.tensor(self)) }

  /// The arc tangent of each element, in radians.
  public func atan() -> Tensor { Operators.atan(.tensor(self)) }

  /// The hyperbolic tangent of each element.
  public func tanh() -> Tensor { Operators.tanh(.tensor(self)) }

  /// 1 / (1 + exp(−x)) of each element.
  public func sigmoid() -> Tensor { Operators.sigmoid(.tensor(self)) }

  /// The error function of each element.
  public func erf() -> Tensor { Operators.erf(.tensor(self)) }

  /// The largest integer not above each element.
  public func floor() -> Tensor { Operators.floor(.tensor(self)) }

  /// The smallest integer not below each element.
  public func ceil() -> Tensor { Operators.ceil(.tensor(self)) }

  /// The nearest integer, ties to even.
  public func round() -> Tensor { Operators.round(.tensor(self)) }

  /// max(x, 0) of each element.
  public func relu() -> Tensor { Operators.relu(.tensor(self)) }

  /// x · sigmoid(x) of each element, also called swish (Elfwing et al. 2018).
  public func silu() -> Tensor { Operators.silu(.tensor(self)) }

  /// log(1 + exp(x)) of each element.
  public func softplus() -> Tensor { Operators.softplus(.tensor(self)) }

  /// log(sigmoid(x)) of each element, without overflow.
  public func logSigmoid() -> Tensor { Operators.logSigmoid(.tensor(self)) }

  /// Whether each element is not a number, as bool.
  public func isNaN() -> Tensor { Operators.isNaN(.tensor(self)) }

  /// Whether each element is finite, as bool.
  public func isFinite() -> Tensor { Operators.isFinite(.tensor(self)) }

  /// The negation of each element, as bool.
  public func logicalNot() -> Tensor { Operators.logicalNot(.tensor(self)) }

  /// The logarithm of the gamma function of each element.
  public func lgamma() -> Tensor { Operators.lgamma(.tensor(self)) }

  /// The derivative of `lgamma` at each element.
  public func digamma() -> Tensor { Operators.digamma(.tensor(self)) }

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

  /// Each element moved into the closed interval; a bound left out does not apply.
  public func clamped(from low: Double? = nil, to high: Double? = nil) -> Tensor {
    Operators.clamp(.tensor(self), .optional(low), .optional(high))
  }

  /// Elements of `whenTrue` where this bool tensor is true, else of `whenFalse`; broadcasts.
  public func select(_ whenTrue: Tensor, else whenFalse: Tensor) -> Tensor {
    Operators.whereSelf(.tensor(self), .tensor(whenTrue), .tensor(whenFalse))
  }

  /// `value` where the bool mask is true, else the elements; the mask broadcasts.
  public func masked(_ mask: Tensor, with value: Double) -> Tensor {
    Operators.maskedFill(.tensor(self), .tensor(mask), .double(value))
  }
}
