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
  static let remainder = Operator("remainder", "Scalar")
  static let floorDivide = Operator("div", "Scalar_mode")
  static let atan2 = Operator("atan2")
  static let addInPlace = Operator("add_", "Tensor")
  static let mulInPlace = Operator("mul_", "Tensor")
  static let mulScalarInPlace = Operator("mul_", "Scalar")
  static let copyInPlace = Operator("copy_")
  static let fillInPlace = Operator("fill_", "Scalar")
  static let setInPlace = Operator("set_", "source_Tensor")
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

  /// The larger of each pair of elements; shapes broadcast.
  public func maximum(_ other: Tensor) -> Tensor {
    Operators.maximum(.tensor(self), .tensor(other))
  }

  /// The smaller of each pair of elements; shapes broadcast.
  public func minimum(_ other: Tensor) -> Tensor {
    Operators.minimum(.tensor(self), .tensor(other))
  }

  /// The remainder of division, with the divisor's sign.
  public func remainder(_ divisor: Int) -> Tensor {
    Operators.remainder(.tensor(self), .int(divisor))
  }

  /// The quotient rounded down to an integer.
  public func floorDivided(by divisor: Int) -> Tensor {
    Operators.floorDivide(.tensor(self), .int(divisor), .string("floor"))
  }

  /// The angle of the point (other, self) in radians, in −π...π.
  public func atan2(_ other: Tensor) -> Tensor {
    Operators.atan2(.tensor(self), .tensor(other))
  }
}

// Changes in place are for parameters, optimiser state and buffers, inside `noGrad`.
extension Tensor {
  /// Adds `other` · `scale` to this tensor's elements.
  public func add_(_ other: Tensor, scale: Double = 1) {
    Operators.addInPlace.apply(.tensor(self), .tensor(other), .double(scale))
  }

  /// Multiplies this tensor's elements by a number.
  public func multiply_(_ factor: Double) {
    Operators.mulScalarInPlace.apply(.tensor(self), .double(factor))
  }

  /// Multiplies this tensor's elements by those of another.
  public func multiply_(_ other: Tensor) {
    Operators.mulInPlace.apply(.tensor(self), .tensor(other))
  }

  /// Overwrites this tensor's elements; the source broadcasts and converts its dtype.
  public func copy_(_ source: Tensor) {
    Operators.copyInPlace.apply(.tensor(self), .tensor(source))
  }

  /// Overwrites every element with one number.
  public func fill_(_ value: Double) {
    Operators.fillInPlace.apply(.tensor(self), .double(value))
  }

  /// Makes this tensor refer to the source's memory, without a copy.
  public func set_(_ source: Tensor) {
    Operators.setInPlace.apply(.tensor(self), .tensor(source))
  }
}
