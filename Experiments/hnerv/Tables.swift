import Lab

extension HNeRV {
  func showTables(_ findings: Resource<Findings>, _ book: Notebook<Parameters>) throws {
    try book.table(
      "table1",
      columns: [
        "video", "arm", "decoder", "embeddings", .init("off size, %", digits: 1),
        .init("MFLOP/frame", digits: 2), .init("PSNR", digits: 2, best: .highest),
        .init("at 25 %", digits: 2), .init("at 50 %", digits: 2), .init("SSIM", best: .highest),
        "MS-SSIM",
      ], rows: findings().regression())
    try book.table(
      "table2",
      columns: [
        "video", "arm", .init("seen", digits: 2), .init("held out, own", digits: 2),
        .init("held out, blend", digits: 2),
      ], rows: findings().interpolation())
    try book.table(
      "table3",
      columns: [
        "video", "arm", "size", "bits/weight", .init("PSNR before", digits: 2),
        .init("PSNR after", digits: 2), "bits of symbols", "bits of tables", "code's own table",
        .init("bits/parameter", digits: 2), .init("bpp", digits: 4),
      ], rows: findings().compression())
    if !(try findings().released.rows.isEmpty) {
      try book.table(
        "released",
        columns: ["file", "width", "parameters", "frames", .init("PSNR", digits: 2)],
        rows: findings().released.rows.map { [$0.file, $0.width, $0.count, $0.frames, $0.psnr] })
    }
  }
}

extension Findings {
  /// Table 1: quality and cost of every arm.
  fileprivate func regression() -> [[any TableValue]] {
    videos.flatMap { video in
      arms(video).map { arm -> [any TableValue] in
        let (found, courses) = (outcomes(video, arm), courses(video, arm))
        let first = found[0]
        let size = Double(parameters.sizes[0])
        let quarters = [4, 2].map { part -> Double in
          let epoch = Double(parameters.epochs / part)
          return courses.compactMap { course in
            epochs(course).firstIndex { $0 >= epoch - 1e-9 }.map { course.values[$0] }
          }.average
        }
        return [
          video, arm.title, first.partCounts.reduce(0, +), first.embeddingCount,
          100 * (Double(first.count) - size) / size, Double(first.operations) / 1e6,
          found.map(\.psnr.average).average, quarters[0], quarters[1], found.map(\.ssim).average,
          first.multiScaleSSIM,
        ]
      }
    }
  }

  /// Table 2: held-out frames.
  fileprivate func interpolation() -> [[any TableValue]] {
    unseen.map { fit, result -> [any TableValue] in
      [fit.video, fit.arm.title, result.seen, result.own, result.blend]
    }
      + unseen.prefix(1).map { fit, result -> [any TableValue] in
        [
          fit.video, "mean of the neighbouring frames", nil as Double?, result.frameAverage,
          nil as Double?,
        ]
      }
  }

  /// Table 3: what is stored.
  fileprivate func compression() -> [[any TableValue]] {
    payloads.flatMap { fit, compression in
      compression.points.map { point -> [any TableValue] in
        [
          fit.video, fit.arm.title, fit.size, point.decoderBits, compression.psnr, point.psnr,
          point.symbolBits, point.tableBits, point.codeBits, point.bitsPerParameter,
          point.bitsPerPixel,
        ]
      }
    }
  }
}
