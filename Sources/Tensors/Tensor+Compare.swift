extension Operators {
  static let eq = Operator("eq", "Tensor")
  static let eqScalar = Operator("eq", "Scalar")
  static let ne = Operator("ne", "Tensor")
  static let neScalar = Operator("ne", "Scalar")
  static let lt = Operator("lt", "Tensor")
  static let ltScalar = Operator("lt", "Scalar")
  static let le = Operator("le", "Tensor")
  static let leScalar = Operator("le", "Scalar")
  static let gt = Operator("gt", "Tensor")
  static let gtScalar = Operator("gt", "Scalar")
  static let ge = Operator("ge", "Tensor")
  static let geScalar = Operator("ge", "Scalar")
  static let logicalAnd = Operator("logical_and")
  static let logicalOr = Operator("logical_or")
  static let logicalXor = Operator("logical_xor")
  static let equal = Operator("equal")
}

extension Tensor {
  /// Whether each left element is equal, as bool; shapes broadcast.
  public static func .== (left: Tensor, right: Tensor) -> Tensor {
    Operators.eq(.tensor(left), .tensor(right))
  }

  /// Whether each element is equal compared with a number, as bool.
  public static func .== (left: Tensor, right: Int) -> Tensor {
    Operators.eqScalar(.tensor(left), .int(right))
  }

  /// Whether each element is equal compared with a number, as bool.
  public static func .== (left: Tensor, right: Double) -> Tensor {
    Operators.eqScalar(.tensor(left), .double(right))
  }

  /// Whether each left element is different, as bool; shapes broadcast.
  public static func .!= (left: Tensor, right: Tensor) -> Tensor {
    Operators.ne(.tensor(left), .tensor(right))
  }

  /// Whether each element is different compared with a number, as bool.
  public static func .!= (left: Tensor, right: Int) -> Tensor {
    Operators.neScalar(.tensor(left), .int(right))
  }

  /// Whether each element is different compared with a number, as bool.
  public static func .!= (left: Tensor, right: Double) -> Tensor {
    Operators.neScalar(.tensor(left), .double(right))
  }

  /// Whether each left element is smaller, as bool; shapes broadcast.
  public static func .< (left: Tensor, right: Tensor) -> Tensor {
    Operators.lt(.tensor(left), .tensor(right))
  }

  /// Whether each element is smaller compared with a number, as bool.
  public static func .< (left: Tensor, right: Int) -> Tensor {
    Operators.ltScalar(.tensor(left), .int(right))
  }

  /// Whether each element is smaller compared with a number, as bool.
  public static func .< (left: Tensor, right: Double) -> Tensor {
    Operators.ltScalar(.tensor(left), .double(right))
  }

  /// Whether each left element is not larger, as bool; shapes broadcast.
  public static func .<= (left: Tensor, right: Tensor) -> Tensor {
    Operators.le(.tensor(left), .tensor(right))
  }

  /// Whether each element is not larger compared with a number, as bool.
  public static func .<= (left: Tensor, right: Int) -> Tensor {
    Operators.leScalar(.tensor(left), .int(right))
  }

  /// Whether each element is not larger compared with a number, as bool.
  public static func .<= (left: Tensor, right: Double) -> Tensor {
    Operators.leScalar(.tensor(left), .double(right))
  }

  /// Whether each left element is larger, as bool; shapes broadcast.
  public static func .> (left: Tensor, right: Tensor) -> Tensor {
    Operators.gt(.tensor(left), .tensor(right))
  }

  /// Whether each element is larger compared with a number, as bool.
  public static func .> (left: Tensor, right: Int) -> Tensor {
    Operators.gtScalar(.tensor(left), .int(right))
  }

  /// Whether each element is larger compared with a number, as bool.
  public static func .> (left: Tensor, right: Double) -> Tensor {
    Operators.gtScalar(.tensor(left), .double(right))
  }

  /// Whether each left element is not smaller, as bool; shapes broadcast.
  public static func .>= (left: Tensor, right: Tensor) -> Tensor {
    Operators.ge(.tensor(left), .tensor(right))
  }

  /// Whether each element is not smaller compared with a number, as bool.
  public static func .>= (left: Tensor, right: Int) -> Tensor {
    Operators.geScalar(.tensor(left), .int(right))
  }

  /// Whether each element is not smaller compared with a number, as bool.
  public static func .>= (left: Tensor, right: Double) -> Tensor {
    Operators.geScalar(.tensor(left), .double(right))
  }

  /// Whether both elements of each pair are true; shapes broadcast.
  public static func .& (left: Tensor, right: Tensor) -> Tensor {
    Operators.logicalAnd(.tensor(left), .tensor(right))
  }

  /// Whether an element of each pair is true; shapes broadcast.
  public static func .| (left: Tensor, right: Tensor) -> Tensor {
    Operators.logicalOr(.tensor(left), .tensor(right))
  }

  /// Whether just one element of each pair is true; shapes broadcast.
  public static func .^ (left: Tensor, right: Tensor) -> Tensor {
    Operators.logicalXor(.tensor(left), .tensor(right))
  }

  /// Whether shape, dtype and every element are the same; NaN equals nothing.
  public func isEqual(to other: Tensor) -> Bool {
    shape == other.shape && dtype == other.dtype
      && Operators.equal.bool(.tensor(self), .tensor(other))
  }

  /// Whether shapes agree and each pair differs by at most `absolute` + `relative` · |other|.
  public func isClose(
    to other: Tensor, absolute: Double = 1e-6, relative: Double = 1e-5
  ) -> Bool {
    guard shape == other.shape else { return false }
    let (a, b) = (converted(to: .float64), other.converted(to: .float64))
    return ((a - b).abs() .<= (b.abs() * relative + absolute)).all().item()
  }
}
