extension Operators {
  static let add = Operator("add", "Tensor")
  static let addScalar = Operator("add", "Scalar")
  static let sub = Operator("sub", "Tensor")
  static let subScalar = Operator("sub", "Scalar")
  static let mul = Operator("mul", "Tensor")
  static let mulScalar = Operator("mul", "Scalar")
  static let div = Operator("div", "Tensor")
  static let divScalar = Operator("div", "Scalar")
  static let rsubScalar = Operator("rsub", "Scalar")
  static let neg = Operator("neg")
  static let pow = Operator("pow", "Tensor_Tensor")
  static let powScalar = Operator("pow", "Tensor_Scalar")
  static let maximum = Operator("maximum")
  static let minimum = Operator("minimum")
  static let powOfScalar = Operator("pow", "Scalar")
  static let remainder = Operator("remainder", "Tensor")
  static let remainderScalar = Operator("remainder", "Scalar")
  static let floorDivide = Operator("div", "Tensor_mode")
  static let floorDivideScalar = Operator("div", "Scalar_mode")
  static let atan2 = Operator("atan2")
  static let hypot = Operator("hypot")
  static let xLogY = Operator("xlogy", "Tensor")
  static let logAddExp = Operator("logaddexp")
  static let lerp = Operator("lerp", "Scalar")
  static let lerpTensor = Operator("lerp", "Tensor")
}

extension Tensor {
  /// The element-wise sum; shapes broadcast.
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    Operators.add(.tensor(left), .tensor(right))
  }

  /// The element-wise sum with a number.
  public static func + (left: Tensor, right: Int) -> Tensor {
    Operators.addScalar(.tensor(left), .int(right))
  }

  /// The element-wise sum with a number.
  public static func + (left: Int, right: Tensor) -> Tensor { right + left }

  /// The element-wise sum with a number.
  public static func + (left: Tensor, right: Double) -> Tensor {
    Operators.addScalar(.tensor(left), .double(right))
  }

  /// The element-wise sum with a number.
  public static func + (left: Double, right: Tensor) -> Tensor { right + left }

  /// The element-wise difference; shapes broadcast.
  public static func - (left: Tensor, right: Tensor) -> Tensor {
    Operators.sub(.tensor(left), .tensor(right))
  }

  /// The element-wise difference with a number.
  public static func - (left: Tensor, right: Int) -> Tensor {
    Operators.subScalar(.tensor(left), .int(right))
  }

  /// The element-wise difference with a number.
  public static func - (left: Int, right: Tensor) -> Tensor {
    Operators.rsubScalar(.tensor(right), .int(left))
  }

  /// The element-wise difference with a number.
  public static func - (left: Tensor, right: Double) -> Tensor {
    Operators.subScalar(.tensor(left), .double(right))
  }

  /// The element-wise difference with a number.
  public static func - (left: Double, right: Tensor) -> Tensor {
    Operators.rsubScalar(.tensor(right), .double(left))
  }

  /// The element-wise product; shapes broadcast.
  public static func * (left: Tensor, right: Tensor) -> Tensor {
    Operators.mul(.tensor(left), .tensor(right))
  }

  /// The element-wise product with a number.
  public static func * (left: Tensor, right: Int) -> Tensor {
    Operators.mulScalar(.tensor(left), .int(right))
  }

  /// The element-wise product with a number.
  public static func * (left: Int, right: Tensor) -> Tensor { right * left }

  /// The element-wise product with a number.
  public static func * (left: Tensor, right: Double) -> Tensor {
    Operators.mulScalar(.tensor(left), .double(right))
  }

  /// The element-wise product with a number.
  public static func * (left: Double, right: Tensor) -> Tensor { right * left }

  /// The element-wise quotient, a real number also for integers; shapes broadcast.
  public static func / (left: Tensor, right: Tensor) -> Tensor {
    Operators.div(.tensor(left), .tensor(right))
  }

  /// The element-wise quotient, a real number also for integers with a number.
  public static func / (left: Tensor, right: Int) -> Tensor {
    Operators.divScalar(.tensor(left), .int(right))
  }

  /// The element-wise quotient, a real number also for integers with a number.
  public static func / (left: Int, right: Tensor) -> Tensor { right.reciprocal() * left }

  /// The element-wise quotient, a real number also for integers with a number.
  public static func / (left: Tensor, right: Double) -> Tensor {
    Operators.divScalar(.tensor(left), .double(right))
  }

  /// The element-wise quotient, a real number also for integers with a number.
  public static func / (left: Double, right: Tensor) -> Tensor { right.reciprocal() * left }

  /// Each element with its sign changed.
  public static prefix func - (tensor: Tensor) -> Tensor { Operators.neg(.tensor(tensor)) }

  /// Each element to the power of the exponent's element; shapes broadcast.
  public func pow(_ exponent: Tensor) -> Tensor { Operators.pow(.tensor(self), .tensor(exponent)) }

  /// Each element to the same power.
  public func pow(_ exponent: Double) -> Tensor {
    Operators.powScalar(.tensor(self), .double(exponent))
  }

  /// A positive number to the power of each element.
  public static func pow(_ base: Double, _ exponent: Tensor) -> Tensor {
    Operators.powOfScalar(.double(base), .tensor(exponent))
  }

  /// The larger of each pair of elements; shapes broadcast.
  public func maximum(_ other: Tensor) -> Tensor {
    Operators.maximum(.tensor(self), .tensor(other))
  }

  /// The smaller of each pair of elements; shapes broadcast.
  public func minimum(_ other: Tensor) -> Tensor {
    Operators.minimum(.tensor(self), .tensor(other))
  }

  /// The remainder of division, with the divisor's sign; shapes broadcast.
  public func remainder(_ divisor: Tensor) -> Tensor {
    Operators.remainder(.tensor(self), .tensor(divisor))
  }

  /// The remainder of division by a number, with the divisor's sign.
  public func remainder(_ divisor: Int) -> Tensor {
    Operators.remainderScalar(.tensor(self), .int(divisor))
  }

  /// The remainder of division by a number, with the divisor's sign.
  public func remainder(_ divisor: Double) -> Tensor {
    Operators.remainderScalar(.tensor(self), .double(divisor))
  }

  /// The quotient rounded down to an integer; shapes broadcast.
  public func floorDivided(by divisor: Tensor) -> Tensor {
    Operators.floorDivide(.tensor(self), .tensor(divisor), .string("floor"))
  }

  /// The quotient rounded down to an integer.
  public func floorDivided(by divisor: Int) -> Tensor {
    Operators.floorDivideScalar(.tensor(self), .int(divisor), .string("floor"))
  }

  /// The angle of the point (other, self) in radians, in −π...π; shapes broadcast.
  public func atan2(_ other: Tensor) -> Tensor {
    Operators.atan2(.tensor(self), .tensor(other))
  }

  /// √(self² + other²) without overflow; shapes broadcast.
  public func hypot(_ other: Tensor) -> Tensor { Operators.hypot(.tensor(self), .tensor(other)) }

  /// self · log(other), zero where self is zero; shapes broadcast.
  public func xLogY(_ other: Tensor) -> Tensor { Operators.xLogY(.tensor(self), .tensor(other)) }

  /// log(exp(self) + exp(other)) without overflow; shapes broadcast.
  public func logAddExp(_ other: Tensor) -> Tensor {
    Operators.logAddExp(.tensor(self), .tensor(other))
  }

  /// self + `weight` · (target − self).
  public func interpolated(towards target: Tensor, weight: Double) -> Tensor {
    Operators.lerp(.tensor(self), .tensor(target), .double(weight))
  }

  /// self + `weight` · (target − self), the weight by element; shapes broadcast.
  public func interpolated(towards target: Tensor, weight: Tensor) -> Tensor {
    Operators.lerpTensor(.tensor(self), .tensor(target), .tensor(weight))
  }
}
