import Lab
import Metrics
import Tensors

/// All that was measured, ready for tables, figures and claims.
struct Findings {
  let truths: [Family: TrueDistances]
  let examinations: [Examination]
  let tuning: [(item: Method, value: Double)]
  let resamples: Int

  init(
    truths: [(item: Family, value: TrueDistances)], examinations: [Examination],
    tuning: [(item: Method, value: Double)], resamples: Int
  ) {
    self.truths = Dictionary(uniqueKeysWithValues: truths.map { ($0.item, $0.value) })
    self.examinations = examinations
    self.tuning = tuning
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

extension GDE {
  func showTables(_ findings: Resource<Findings>, _ book: Notebook<Parameters>) throws {
    try book.table(
      "table1",
      columns: [
        "family", "method", "Spearman", "Pearson", "reconstruction", "interpolation", "large sets",
        .init("parameters", digits: 0),
      ],
      rows: try {
        let findings = try findings()
        return findings.groups.map { group -> [any TableValue] in
          let family = group[0].method.family
          let truth = findings.truths[family]
          func over(_ values: (Examination) -> [Double]) -> Estimate? {
            let means = group.map(values).filter { !$0.isEmpty }.map(\.average)
            return means.isEmpty ? nil : Estimate(over: means)
          }
          return [
            family.title, group[0].method.title,
            truth.map { t in
              Estimate(over: group.map { spearman($0.distances, t.wasserstein).coefficient })
            },
            truth.map { t in
              Estimate(over: group.map { pearson($0.distances, t.wasserstein).coefficient })
            },
            over(\.reconstruction), over(\.interpolation), over(\.largeSets), group[0].parameters,
          ]
        }
      }())
  }
}

extension [Double] {
  var average: Double { reduce(0, +) / Double(count) }
}
