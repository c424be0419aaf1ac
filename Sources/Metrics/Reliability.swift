import Tensors

/// The reliability of a test of `factor` times the length (Spearman 1910, Brown 1910):
/// k r / (1 + (k − 1) r).
public func spearmanBrown(_ reliability: Double, factor: Double = 2) -> Double {
  factor * reliability / (1 + (factor - 1) * reliability)
}

/// The split-half reliability of group means over items: Pearson's correlation over groups between
/// the means of items 1, 3, 5, … and of items 2, 4, 6, …, stepped up to full length by
/// Spearman-Brown.
///
/// `scores` is [group][item] with the same items in each group, at least two.
public func splitHalfReliability(_ scores: [[Double]]) -> Double {
  require(
    scores.allSatisfy { $0.count > 1 && $0.count == scores[0].count },
    "split halves of groups with \(scores.map(\.count)) items")
  func half(_ first: Int) -> [Double] {
    scores.map { items in
      let places = stride(from: first, to: items.count, by: 2)
      return places.reduce(0) { $0 + items[$1] } / Double(Array(places).count)
    }
  }
  return spearmanBrown(pearson(half(0), half(1)).coefficient)
}

/// The largest correlation that two measures of these reliabilities can be expected to show,
/// √(r_xx r_yy) (Spearman 1904); NaN for a negative product.
public func attenuationCeiling(_ first: Double, _ second: Double) -> Double {
  (first * second).squareRoot()
}
