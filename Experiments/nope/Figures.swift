import Lab
import Metrics
import Plot

extension Nope {
  func showFigures(_ findings: Resource<Findings>, _ book: Notebook<Parameters>) throws {
    try book.figure(
      "fig1",
      caption: "Exact match by length of the instance, mean over seeds; the dashed line is the "
        + "longest training instance L.", size: .page
    ) { canvas in
      let findings = try findings()
      for topic in findings.topics {
        canvas.panel(topic.description) { panel in
          panel.x("length").y("exact match", 0...1)
          for encoding in findings.encodings {
            let matches = findings.outcomes(topic, encoding).map(\.match)
            guard let lengths = matches.first?.lengths else { continue }
            let curves = matches.map(\.accuracies)
            panel.lines(
              encoding.title, lengths,
              lengths.indices.map { place in curves.map { $0[place] }.mean },
              colour: encoding.colour, marker: encoding.marker)
          }
          if let trained = findings.outcomes(topic, .nope).first?.trained {
            panel.vertical(Double(trained) + 0.5)
          }
        }
      }
    }
    try book.figure(
      "fig2",
      caption:
        "Distance of attention from NoPE's by layer, mean over tasks, lengths and sequences. "
        + "For comparison: NoPE from another seed, and two NoPE networks before training."
    ) { canvas in
      let findings = try findings()
      let pairs = findings.pairsOfNoPE
      func bars(_ part: LengthPart) -> [[Double]] {
        pairs.map { pair in findings.layers.map { findings.distances(pair, part, layer: $0).mean } }
      }
      // Files may hold out no instance of a trained length.
      let parts = [LengthPart.trained, .longer].filter { !bars($0)[0].allSatisfy(\.isNaN) }
      let highest = parts.flatMap { bars($0).joined() }.max() ?? 1
      for part in parts {
        canvas.panel(part.rawValue) { panel in
          panel.x("").y("D (nats)", 0...1.05 * highest)
          for (pair, distances) in zip(pairs, bars(part)) {
            panel.bars(
              pair.title, findings.layers.map { "layer \($0 + 1)" }, distances,
              colour: pair.colour)
          }
        }
      }
    }
    try book.figure(
      "fig3",
      caption: "How far back attention looks: its share at each distance, mean over queries, heads "
        + "and the longest trained sequences.", size: .page
    ) { canvas in
      for (topic, study) in try findings().studies {
        for layer in study.reaches.first?.shares.indices ?? 0..<0 {
          canvas.panel("\(topic), layer \(layer + 1)") { panel in
            panel.x("distance t − i").y("share of attention")
            for reach in study.reaches {
              let shares = reach.shares[layer]
              panel.lines(
                reach.encoding.title, Array(shares.indices), shares, colour: reach.encoding.colour,
                marker: reach.encoding.marker)
            }
          }
        }
      }
    }
    if book.parameters.data == nil, !book.parameters.scratchpads.isEmpty {
      try showScratchpads(findings, book)
    }
    try book.figure(
      "theorem1",
      caption: "The position that a NoPE layer with written weights puts into its output."
    ) {
      let recovered = try findings().construction.recovered
      $0.x("position t, BOS at 1").y("written by layer 1").diagonal()
        .points("", Array(1...recovered.count), recovered, size: 0.5)
    }
    try book.figure("training", caption: "Training loss of all networks.", size: .page) { canvas in
      let findings = try findings()
      for topic in findings.topics {
        canvas.panel(topic.description) { panel in
          panel.x("step").y("loss (nats per token)", .log)
          for (run, loss) in findings.losses
          where run.topic == topic && !run.isScratchpad && findings.isCompared(run) {
            panel.lines(run.encoding.title, loss.steps, loss.values, colour: run.encoding.colour)
          }
        }
      }
    }
  }

  private func showScratchpads(
    _ findings: Resource<Findings>, _ book: Notebook<Parameters>
  ) throws {
    try book.figure(
      "scratchpad",
      caption: "Exact match of the answer by length with scratchpads of different parts (input, "
        + "computation, output, variables, remaining input)."
    ) { canvas in
      let scratchpads = try findings().scratchpads
      canvas.x("length").y("exact match", 0...1)
      for (run, outcome) in scratchpads {
        canvas.lines(
          run.format.description, outcome.match.lengths, outcome.match.accuracies, marker: .circle)
      }
      if let trained = scratchpads.first?.outcome.trained { canvas.vertical(Double(trained) + 0.5) }
      if scratchpads.first?.run.topic.task == .parity { canvas.horizontal(0.5, "guessing") }
    }
  }
}

extension Encoding {
  /// One colour an encoding in all figures.
  var colour: Colour { Colour.palette[rank] }

  var marker: Marker { Marker.allCases[rank] }
}

extension Pair {
  /// What NoPE is compared with in it.
  var title: String {
    switch self {
    case .encodings(_, let encoding): encoding.title
    case .seeds: "NoPE, other seed"
    case .untrained: "untrained pair"
    }
  }

  fileprivate var colour: Colour {
    switch self {
    case .encodings(_, let encoding): encoding.colour
    case .seeds: .grey
    case .untrained: .black
    }
  }
}
