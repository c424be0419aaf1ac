/// Holm's (1979) step-down adjustment: reject where the adjusted p value is at most the
/// family-wise level.
///
/// The k-th smallest of m p values is multiplied by m − k + 1, capped at 1, and raised to the largest
/// before it. NaN stays NaN and does not count as a test.
public func holm(_ pValues: [Double]) -> [Double] {
  let order = pValues.indices.filter { !pValues[$0].isNaN }.sorted { pValues[$0] < pValues[$1] }
  var adjusted = Array(repeating: Double.nan, count: pValues.count)
  var largest = 0.0
  for (place, index) in order.enumerated() {
    largest = max(largest, min(1, Double(order.count - place) * pValues[index]))
    adjusted[index] = largest
  }
  return adjusted
}
