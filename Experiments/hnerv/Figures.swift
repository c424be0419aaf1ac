import Datasets
import Lab
import Metrics
import Plot
import Tensors

extension HNeRV {
  func showFigures(_ findings: Resource<Findings>, _ book: Notebook<Parameters>) throws {
    try book.figure(
      "fig1", caption: "Quality during training, the mean over seeds, a line an arm."
    ) { canvas in
      let findings = try findings()
      for video in findings.videos {
        canvas.panel(video) { panel in
          panel.x("epoch").y("PSNR (dB)")
          for arm in findings.arms(video) {
            let course = findings.course(video, arm)
            panel.lines(arm.title, course.epochs, course.psnr)
          }
        }
      }
    }
    try book.figure(
      "fig2",
      caption:
        "Quality against bits per pixel, Huffman code, minima and scales included: a point a "
        + "number of bits per weight, the most on the right; means over seeds."
    ) { canvas in
      let findings = try findings()
      canvas.legend(.outside)
      for video in findings.videos {
        canvas.panel(video) { panel in
          panel.x("bits per pixel").y("PSNR (dB)")
          for size in findings.parameters.sizes {
            for arm in findings.arms(video) {
              let points = findings.ratePoints(video, arm, size: size)
              guard !points.isEmpty else { continue }
              let name = findings.parameters.sizes.count == 1 ? arm.title : "\(arm.title), \(size)"
              panel.lines(name, points.map(\.bits), points.map(\.psnr), marker: .circle)
            }
          }
        }
      }
    }
    try book.figure(
      "fig3",
      caption: "The frame in the middle of each video, as it is and as networks of equal size have "
        + "it, with the errors' sizes in each colour, threefold; first seed.",
      columns: 5, size: .init(width: 236, height: 176)
    ) { canvas in
      let findings = try findings()
      for video in findings.videos {
        let arms = findings.arms(video)
        let pair = [Arm.hnerv, .nervTuned].filter(arms.contains)
        let shown = (pair.isEmpty ? Array(arms.prefix(2)) : pair).compactMap { arm in
          findings.outcomes(video, arm).first.map { (arm, $0) }
        }
        guard let truth = shown.first?.1.shown else { continue }
        canvas.panel("\(video), original") { $0.image(truth) }
        for (arm, outcome) in shown { canvas.panel(arm.title) { $0.image(outcome.decoded) } }
        for (arm, outcome) in shown {
          canvas.panel("3 · |error|, \(arm.title)") {
            $0.image((outcome.decoded - truth).abs() * 3)
          }
        }
      }
    }
    try book.figure(
      "fig4", caption: "Where the parameters of decoders of equal size are.", size: .page
    ) { canvas in
      let findings = try findings()
      let has = findings.arms(findings.videos[0]).contains
      canvas.y("share of the decoder's parameters", 0...1)
      for arm in findings.arms(findings.videos[0]) where arm != .free || !has(.hnerv) {
        guard let counts = findings.outcomes(findings.videos[0], arm).first?.partCounts else {
          continue
        }
        let stages = (1..<counts.count - 1).map { "stage \($0)" }
        let total = Double(counts.reduce(0, +))
        // Arms without bars of their own leave the colours of the other figures in place.
        canvas.bars(
          arm.title, ["stem"] + stages + ["head"], counts.map { Double($0) / total },
          colour: Colour.palette[Arm.allCases.firstIndex(of: arm) ?? 0])
      }
    }
  }
}

extension Findings {
  /// Bits per pixel and quality of an arm's payloads, the means over seeds, by bits of a weight.
  fileprivate func ratePoints(
    _ video: String, _ arm: Arm, size: Int
  ) -> [(bits: Double, psnr: Double)] {
    let seeds = payloads.filter { fit, _ in
      fit.video == video && fit.arm == arm && fit.size == size
    }.map(\.value.points)
    guard let first = seeds.first else { return [] }
    return first.indices.map { index in
      let points = seeds.map { $0[index] }
      return (points.map(\.bitsPerPixel).mean, points.map(\.psnr).mean)
    }
  }
}

extension Canvas {
  /// Draws an image `[3, height, width]`, its colours cut to 0...1.
  fileprivate func image(_ tensor: Tensor) {
    let image = ColourImage(tensor)
    self.image(image.bytes, height: image.height, width: image.width)
  }
}
