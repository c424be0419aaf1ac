import Lab
import Metrics

extension GDE {
  func showTables(
    _ findings: Resource<Findings>, _ contrasts: Cells<Contrast, Difference>,
    _ book: Notebook<Parameters>
  ) throws {
    try book.note(
      "Distances are W₂ in the families' own units. Intervals in the first two tables are ranges over "
        + "seeds, in the last one they come from a bootstrap over held-out distributions. The paper's "
        + "correlations are those that the authors stored, of Gaussians and mixtures with a diffusion."
    )
    try book.table(
      "table1",
      columns: [
        "family", "method", .init("Spearman", best: .highest), .init("Pearson", best: .highest),
        "reconstruction", "large sets", "interpolation", .init("parameters", digits: 0),
      ],
      rows: findings().groups.map { group in
        let method = group[0].method
        let family = method.family
        let truth = try findings().truths[family]
        func correlation(
          _ name: String, _ measure: ([Double], [Double]) -> Correlation
        ) -> Table.Entry {
          guard let truth else { return .missing }
          let ours = Estimate(group.map { measure($0.distances, truth.wasserstein).coefficient })
          return method.stored(name).map { .number(ours, reported: $0) } ?? ours.entry
        }
        return [
          family.title, method.title, correlation("spearman", spearman),
          correlation("pearson", pearson),
          Estimate(group.map(\.reconstruction.mean)),
          group[0].largeSets.isEmpty ? nil : Estimate(group.map(\.largeSets.mean)),
          group[0].interpolation.isEmpty ? nil : Estimate(group.map(\.interpolation.mean)),
          group[0].parameters,
        ] as [any TableValue]
      })
    try book.table(
      "table2",
      columns: ["family", "encoder"]
        + [Method.Generator.sw, .mmd, .ddpm].map { .init($0.rawValue.uppercased()) },
      rows: [Family.gaussian, .mixture].flatMap { family in
        try [Method.Encoder.gnn, .tx, .sum, .kme, .mean].map { encoder in
          try [family.title, encoder.title]
            + [Method.Generator.sw, .mmd, .ddpm].map { generator -> any TableValue in
              let runs = try findings().seeds(family, encoder, generator)
              return runs.isEmpty
                ? Table.Entry.missing : Estimate(runs.map(\.reconstruction.mean))
            }
        }
      })
    try book.table(
      "controls",
      columns: [
        "family", "share of means in W₂²", "ρ of the mean alone", "ρ of the untrained GNN",
        "ρ of the trained GNN", "scale of KME",
      ],
      rows: Family.measured.map { family in
        let findings = try findings()
        guard let truth = findings.truths[family] else { return [] }
        let runs = findings.seeds(family, .gnn, .sw)
        return [
          family.title, truth.shareOfMeans, findings.correlation([truth.means], truth),
          findings.correlation(runs.map(\.untrained), truth),
          findings.correlation(runs.map(\.distances), truth),
          findings.seeds(family, .kme, .sw).first?.method.scale,
        ] as [any TableValue]
      })
    try book.table(
      "limits",
      columns: [
        "family", "W₂ of the refit of as many true points", "of the set's own refit",
        "of its mean with the family's mean covariance",
      ],
      rows: Family.measured.map { family in
        guard let truth = try findings().truths[family] else { return [] }
        return [
          family.title, truth.perfect.mean, truth.refitOfSet.mean,
          truth.meanOnly.isEmpty ? nil : truth.meanOnly.mean,
        ] as [any TableValue]
      })
    try book.table(
      "kernel scales", columns: ["family", "scale", "validation error"], isAppendix: true,
      rows: findings().tuning.map { [$0.item.family.title, $0.item.scale, $0.value] })
    try book.table(
      "contrasts", columns: ["contrast", "difference", "of"], isAppendix: true,
      rows: contrasts().map { ["\($0.item)", $0.value.estimate, $0.value.text] })
  }
}

extension Method {
  /// Where the correlation stands that the authors stored for such a method, if they did.
  fileprivate func stored(_ measure: String) -> String? {
    switch (family, encoder, generator) {
    case (.gaussian, .gnn, .ddpm): "stored/gaussians/\(measure)"
    case (.mixture, .gnn, .ddpm): "stored/mixtures/\(measure)"
    case (.multinomial, .gnn, .sw) where measure == "pearson": "stored/multinomial/gde"
    case (.multinomial, .kme, .sw) where measure == "pearson": "stored/multinomial/kme"
    case (.multinomial, .tx, .wormhole) where measure == "pearson": "stored/multinomial/wormhole"
    default: nil
    }
  }
}

extension Estimate {
  /// The mean of the seeds' values, with their range where there are several.
  fileprivate init(_ seeds: [Double]) {
    if seeds.count > 1 { self.init(over: seeds) } else { self.init(seeds.mean) }
  }
}
