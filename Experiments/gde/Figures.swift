import Foundation
import Lab
import Metrics
import Plot

extension GDE {
  func showFigures(
    _ findings: Resource<Findings>, _ path: Cell<LatentPath>, _ simplex: Cell<Simplex>,
    _ trainings: Cells<Method, Training>, _ book: Notebook<Parameters>
  ) throws {
    try book.figure(
      "fig1",
      caption: "Distances between embeddings (GNN + SW, first seed) against W₂, pairs of held-out "
        + "distributions.", columns: 3
    ) { canvas in
      let findings = try findings()
      for family in Family.measured {
        guard let truth = findings.truths[family],
          let examination = findings.seeds(family, .gnn, .sw).first
        else { continue }
        canvas.panel(family.title) {
          $0.x("W₂").y("latent distance")
            .density(truth.wasserstein, examination.distances, label: "pairs")
        }
      }
    }
    try book.figure(
      "fig2",
      caption: "The optimal path between two held-out Gaussians, the farthest apart of those "
        + "measured, and the refits of what embeddings on the line between theirs generate: one "
        + "standard deviation at t = 0, ¼, ½, ¾, 1.", size: .square
    ) { canvas in
      let path = try path()
      for (title, places) in path.generated.sorted(by: { $0.key < $1.key }) {
        canvas.panel(title) { panel in
          panel.x("x₁").y("x₂")
          for (name, places, colour, dash) in [
            ("optimal", path.optimal, Colour.grey, Dash.dashed),
            ("generated", places, Colour.blue, Dash.solid),
          ] {
            for place in places {
              panel.ellipse(
                name, mean: place.mean, covariance: place.covariance, colour: colour, dash: dash,
                width: 1.5)
            }
          }
        }
      }
    }
    try book.figure(
      "fig3",
      caption: "Distance of multinomials from the one with equal shares, over the simplex.",
      columns: 3, size: .init(width: 380, height: 310)
    ) { canvas in
      let simplex = try simplex()
      let panels =
        [("W₂", simplex.wasserstein)]
        + simplex.latent.sorted { $0.key < $1.key }
        .map { ($0.key, $0.value) }
      for (title, values) in panels {
        canvas.panel(title) {
          $0.ternary(
            simplex.shares, values, steps: Simplex.steps, corners: ["p₁ = 1", "p₂ = 1", "p₃ = 1"],
            label: "distance")
        }
      }
    }
    try book.figure(
      "fig4",
      caption: "Variance of the embedding over sets from one Gaussian, the geometric mean over "
        + "Gaussians, relative to that of the smallest sets; the dotted line falls as 1/m."
    ) { canvas in
      let findings = try findings()
      let sizes = findings.sizes
      canvas.x("points in a set m", .log, ticks: sizes.map(Double.init))
        .y("tr Var(z), relative", .log)
      for group in findings.groups where !group[0].scatter.isEmpty {
        let means = group[0].scatter.map { geometricMean($0) }
        canvas.lines(group[0].method.title, sizes, means.map { $0 / means[0] }, marker: .circle)
      }
      canvas.lines(
        "1/m", sizes, sizes.map { Double(sizes[0]) / Double($0) }, colour: .grey, dash: .dotted)
    }
    try book.figure(
      "fig5", caption: "Mean error of the reconstruction by method, with the range over seeds.",
      columns: 2
    ) { canvas in
      let findings = try findings()
      for family in [Family.gaussian, .mixture] {
        let groups = findings.groups.filter { $0[0].method.family == family }
        let means = groups.map { $0.map(\.reconstruction.mean) }
        canvas.panel(family.title) { panel in
          panel.x("W₂ of the refit").legend(.none)
            .forest(
              "", groups.map(\.[0].method.title), means.map(\.mean),
              low: means.map { $0.min() ?? .nan }, high: means.map { $0.max() ?? .nan })
        }
      }
    }
    try book.figure("training", caption: "Training losses of the first seeds.", columns: 2) {
      canvas in
      let trained = try trainings().filter { $0.item.seed == 0 }
      for family in Family.allCases {
        canvas.panel(family.title) { panel in
          panel.x("step").y("loss", .log)
          for (method, training) in trained where method.family == family {
            panel.lines(method.title, training.loss)
          }
        }
      }
    }
  }

  private func geometricMean(_ values: [Double]) -> Double {
    exp(values.map { log($0) }.mean)
  }
}
