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
  static let exp2 = Operator("exp2")
  static let log2 = Operator("log2")
  static let log10 = Operator("log10")
  static let asin = Operator("asin")
  static let acos = Operator("acos")
  static let sinh = Operator("sinh")
  static let cosh = Operator("cosh")
  static let asinh = Operator("asinh")
  static let acosh = Operator("acosh")
  static let atanh = Operator("atanh")
  static let sinc = Operator("sinc")
  static let erfc = Operator("erfc")
  static let erfInverse = Operator("erfinv")
  static let truncated = Operator("trunc")
  static let isInfinite = Operator("isinf")
  static let logit = Operator("logit")
  static let nanToNum = Operator("nan_to_num")
  static let clampTensor = Operator("clamp", "Tensor")
  static let floor = Operator("floor")
  static let ceil = Operator("ceil")
  static let round = Operator("round")
  static let isNaN = Operator("isnan")
  static let isFinite = Operator("isfinite")
  static let logicalNot = Operator("logical_not")
  static let lgamma = Operator("lgamma")
  static let digamma = Operator("digamma")
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

  /// 2 to the power of each element.
  public func exp2() -> Tensor { Operators.exp2(.tensor(self)) }

  /// The logarithm to base 2 of each element.
  public func log2() -> Tensor { Operators.log2(.tensor(self)) }

  /// The logarithm to base 10 of each element.
  public func log10() -> Tensor { Operators.log10(.tensor(self)) }

  /// The arc sine of each element, in radians.
  public func asin() -> Tensor { Operators.asin(.tensor(self)) }

  /// The arc cosine of each element, in radians.
  public func acos() -> Tensor { Operators.acos(.tensor(self)) }

  /// The hyperbolic sine of each element.
  public func sinh() -> Tensor { Operators.sinh(.tensor(self)) }

  /// The hyperbolic cosine of each element.
  public func cosh() -> Tensor { Operators.cosh(.tensor(self)) }

  /// The inverse of `sinh` at each element.
  public func asinh() -> Tensor { Operators.asinh(.tensor(self)) }

  /// The inverse of `cosh` at each element, from 1 on.
  public func acosh() -> Tensor { Operators.acosh(.tensor(self)) }

  /// The inverse of `tanh` at each element, between −1 and 1.
  public func atanh() -> Tensor { Operators.atanh(.tensor(self)) }

  /// sin(πx) / (πx) of each element, 1 at zero.
  public func sinc() -> Tensor { Operators.sinc(.tensor(self)) }

  /// 1 − erf(x) of each element, accurate for large x.
  public func erfc() -> Tensor { Operators.erfc(.tensor(self)) }

  /// The inverse of `erf` at each element, between −1 and 1.
  public func erfInverse() -> Tensor { Operators.erfInverse(.tensor(self)) }

  /// Each element without its fraction.
  public func truncated() -> Tensor { Operators.truncated(.tensor(self)) }

  /// Whether each element is an infinity, as bool.
  public func isInfinite() -> Tensor { Operators.isInfinite(.tensor(self)) }

  /// The largest integer not above each element.
  public func floor() -> Tensor { Operators.floor(.tensor(self)) }

  /// The smallest integer not below each element.
  public func ceil() -> Tensor { Operators.ceil(.tensor(self)) }

  /// The nearest integer, ties to even.
  public func round() -> Tensor { Operators.round(.tensor(self)) }

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

  /// Each element moved into the closed interval; a bound left out does not apply.
  public func clamped(from low: Double? = nil, to high: Double? = nil) -> Tensor {
    Operators.clamp(.tensor(self), .optional(low), .optional(high))
  }

  /// Each element moved between the bounds' elements; shapes broadcast.
  public func clamped(from low: Tensor? = nil, to high: Tensor? = nil) -> Tensor {
    Operators.clampTensor(.tensor(self), .optional(low), .optional(high))
  }

  /// log(x / (1 − x)), the inverse of `sigmoid`; x is first moved into [epsilon, 1 − epsilon].
  public func logit(epsilon: Double? = nil) -> Tensor {
    Operators.logit(.tensor(self), .optional(epsilon))
  }

  /// The elements with NaN and infinities replaced; infinities left out become the largest numbers.
  public func replacingNaN(
    with value: Double = 0, infinity: Double? = nil, negativeInfinity: Double? = nil
  ) -> Tensor {
    Operators.nanToNum(
      .tensor(self), .double(value), .optional(infinity), .optional(negativeInfinity))
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
