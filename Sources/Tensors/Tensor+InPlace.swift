extension Operators {
  static let addInPlace = Operator("add_", "Tensor")
  static let addScalarInPlace = Operator("add_", "Scalar")
  static let mulInPlace = Operator("mul_", "Tensor")
  static let mulScalarInPlace = Operator("mul_", "Scalar")
  static let divInPlace = Operator("div_", "Tensor")
  static let addProductInPlace = Operator("addcmul_")
  static let addQuotientInPlace = Operator("addcdiv_")
  static let lerpInPlace = Operator("lerp_", "Scalar")
  static let clampInPlace = Operator("clamp_")
  static let copyInPlace = Operator("copy_")
  static let fillInPlace = Operator("fill_", "Scalar")
  static let zeroInPlace = Operator("zero_")
  static let setData = Operator("set_data")
  static let uniformInPlace = Operator("uniform_")
  static let normalInPlace = Operator("normal_")
}

// Changes in place are for parameters, optimiser state and buffers, inside `noGrad`, and for results
// that nothing else refers to yet.
extension Tensor {
  /// Adds `other` · `scale` to this tensor's elements.
  public func add_(_ other: Tensor, scale: Double = 1) {
    Operators.addInPlace.apply(.tensor(self), .tensor(other), .double(scale))
  }

  /// Adds a number to this tensor's elements.
  public func add_(_ number: Double) {
    Operators.addScalarInPlace.apply(.tensor(self), .double(number))
  }

  /// Multiplies this tensor's elements by a number.
  public func multiply_(_ factor: Double) {
    Operators.mulScalarInPlace.apply(.tensor(self), .double(factor))
  }

  /// Multiplies this tensor's elements by those of another.
  public func multiply_(_ other: Tensor) {
    Operators.mulInPlace.apply(.tensor(self), .tensor(other))
  }

  /// Divides this tensor's elements by those of another.
  public func divide_(by other: Tensor) {
    Operators.divInPlace.apply(.tensor(self), .tensor(other))
  }

  /// Adds `left` · `right` · `scale`, element by element.
  public func add_(product left: Tensor, _ right: Tensor, scale: Double = 1) {
    Operators.addProductInPlace.apply(
      .tensor(self), .tensor(left), .tensor(right), .double(scale))
  }

  /// Adds `left` / `right` · `scale`, element by element.
  public func add_(quotient left: Tensor, _ right: Tensor, scale: Double = 1) {
    Operators.addQuotientInPlace.apply(
      .tensor(self), .tensor(left), .tensor(right), .double(scale))
  }

  /// Moves this tensor's elements towards the target's by the share `weight`.
  public func interpolate_(towards target: Tensor, weight: Double) {
    Operators.lerpInPlace.apply(.tensor(self), .tensor(target), .double(weight))
  }

  /// Moves elements into the closed interval; a bound left out does not apply.
  public func clamp_(from low: Double? = nil, to high: Double? = nil) {
    Operators.clampInPlace.apply(.tensor(self), .optional(low), .optional(high))
  }

  /// Overwrites this tensor's elements; the source broadcasts and converts its dtype.
  public func copy_(_ source: Tensor) {
    Operators.copyInPlace.apply(.tensor(self), .tensor(source))
  }

  /// Overwrites every element with one number.
  public func fill_(_ value: Double) {
    Operators.fillInPlace.apply(.tensor(self), .double(value))
  }

  /// Overwrites every element with zero.
  public func zero_() { Operators.zeroInPlace.apply(.tensor(self)) }

  /// Makes this tensor be another one: its memory, shape, dtype and device, without a copy.
  public func adopt_(_ source: Tensor) {
    Operators.setData.apply(.tensor(self), .tensor(source))
  }

  /// Overwrites the elements with numbers uniform in [low, high).
  public func uniform_(from low: Double = 0, to high: Double = 1, using generator: Generator) {
    Operators.uniformInPlace.apply(
      .tensor(self), .double(low), .double(high), .generator(generator))
  }

  /// Overwrites the elements with normal numbers.
  public func normal_(mean: Double = 0, deviation: Double = 1, using generator: Generator) {
    Operators.normalInPlace.apply(
      .tensor(self), .double(mean), .double(deviation), .generator(generator))
  }
}
