import Lab
import Metrics
import Tensors

/// All that was measured, ready for tables, figures and claims.
struct Findings {
  let truths: [Family: TrueDistances]
  let examinations: [Examination]
  let tuning: [(item: Method, value: Double)]
  /// The sizes of sets with which the embeddings' variances were measured.
  let sizes: [Int]
  let resamples: Int

  init(
    truths: [(item: Family, value: TrueDistances)], examinations: [Examination],
    tuning: [(item: Method, value: Double)], sizes: [Int], resamples: Int
  ) {
    self.truths = Dictionary(uniqueKeysWithValues: truths.map { ($0.item, $0.value) })
    self.examinations = examinations
    self.tuning = tuning
    self.sizes = sizes
    self.resamples = resamples
  }

  /// The examinations of one method in one family, a seed each.
  func seeds(
    _ family: Family, _ encoder: Method.Encoder, _ generator: Method.Generator
  ) -> [Examination] {
    examinations.filter {
      $0.method.family == family && $0.method.encoder == encoder
        && $0.method.generator == generator
    }
  }

  /// The groups of examinations that differ in the seed only, in the order of the table.
  var groups: [[Examination]] {
    var order: [String] = []
    var groups: [String: [Examination]] = [:]
    for examination in examinations {
      let key = "\(examination.method.family) \(examination.method.name)"
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(examination)
    }
    let families = Family.allCases
    return order.compactMap { groups[$0] }.sorted {
      (families.firstIndex(of: $0[0].method.family) ?? 0)
        < (families.firstIndex(of: $1[0].method.family) ?? 0)
    }
  }
}
