extension [Int] {
  /// The product of a shape's lengths and a factor, such as the bytes of an element; nil where a length
  /// is negative or the product is no `Int`.
  func size(times factor: Int = 1) -> Int? {
    reduce(factor as Int?) { product, length in
      guard length >= 0, let (value, overflow) = product?.multipliedReportingOverflow(by: length)
      else { return nil }
      return overflow ? nil : value
    }
  }
}
