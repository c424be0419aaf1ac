import Lab
import Metrics

extension HNeRV {
  func showReleased(_ released: Cell<Released>, _ book: Notebook<Parameters>) throws {
    guard book.parameters.checkpoint != nil || book.parameters.payload != nil else { return }
    try book.table(
      "released",
      columns: ["file", "width", "parameters", "frames", .init("PSNR", digits: 2)],
      rows: released().rows.map { [$0.file, $0.width, $0.count, $0.frames, $0.psnr] })
  }

  func showTables(_ findings: Resource<Findings>, _ book: Notebook<Parameters>) throws {
    try book.note(
      """
      ## Quality and cost
      Stored are the decoder's parameters and the embeddings of all frames; the encoder is not. Of
      PSNR (dB, mean over frames) the mean, the least and the greatest over seeds; elsewhere means.
      """)
    try book.table(
      "table1",
      columns: [
        "video", "arm", "decoder's parameters", "embeddings", .init("off size, %", digits: 1),
        .init("MFLOP/frame", digits: 2), .init("PSNR", digits: 2),
        .init("at 25 %", digits: 2), .init("at 50 %", digits: 2), "SSIM",
        "MS-SSIM",
      ], rows: findings().regression())
    try book.note(
      """
      ## Held-out frames
      Networks trained on every second frame. Of the frames between, `own` reads the embedding that the
      encoder makes of the very frame (NeRV: the code of its time), `blend` the mean of the neighbours'
      embeddings, which is all that a decoder without an encoder has.
      """)
    try book.table(
      "table2",
      columns: [
        "video", "arm", .init("seen", digits: 2), .init("held out, own", digits: 2),
        .init("held out, blend", digits: 2),
      ], rows: findings().interpolation())
    try book.note(
      """
      ## Storage
      Quantised decoders and embeddings (\(book.parameters.embeddingBits) bits an element) in one Huffman
      code; bits a parameter and a pixel count its words, minima and scales.
      """)
    try book.table(
      "table3",
      columns: [
        "video", "arm", "size", "bits/weight", .init("PSNR before", digits: 2),
        .init("PSNR after", digits: 2), .init("bits of symbols", digits: 0),
        .init("bits of minima and scales", digits: 0), .init("bits of the code's table", digits: 0),
        .init("bits/parameter", digits: 2), .init("bpp"),
      ], isAppendix: true, rows: findings().compression())
    if try !Fit.inpainting(book.parameters).isEmpty {
      try book.table("inpainting", findings().restoration())
    }
  }
}

extension Findings {
  /// How well hidden squares were restored.
  fileprivate func restoration() -> KeyValuePairs<String, any TableValue> {
    guard let inpainting else { return [:] }
    return [
      "PSNR of whole frames": inpainting.psnr.mean,
      "PSNR in the squares": inpainting.holes[0],
      "of the visible pixels' mean colour": inpainting.holes[1],
    ]
  }

  /// Table 1: quality and cost of every arm; the smallest and largest of the seeds as interval.
  fileprivate func regression() -> [[any TableValue]] {
    videos.flatMap { video in
      arms(video).map { arm -> [any TableValue] in
        let found = outcomes(video, arm)
        let first = found[0]
        let course = course(video, arm)
        let size = Double(parameters.sizes[0])
        let parts = [4, 2].map { part in
          course.epochs.firstIndex { $0 >= Double(parameters.epochs / part) }
            .map { course.psnr[$0] }
        }
        return [
          video, arm.title, first.partCounts.reduce(0, +), first.embeddingCount,
          100 * (Double(first.count) - size) / size, Double(first.operations) / 1e6,
          Estimate(over: psnr(video, arm)), parts[0], parts[1], found.map(\.ssim).mean,
          first.multiScaleSSIM,
        ]
      }
    }
  }

  /// Table 2: held-out frames.
  fileprivate func interpolation() -> [[any TableValue]] {
    let arms = [Arm.hnerv, .nervTuned].filter { !unseen($0).isEmpty }
    let rows = arms.map { arm -> [any TableValue] in
      let found = unseen(arm)
      let blends = found.compactMap(\.blend)
      return [
        videos[0], arm.title, Estimate(over: found.map(\.seen)), Estimate(over: found.map(\.own)),
        blends.isEmpty ? nil : Estimate(over: blends),
      ]
    }
    let average = unseen.first.map { _, result -> [any TableValue] in
      [
        videos[0], "mean of the neighbouring frames", nil as Double?, result.frameAverage,
        nil as Double?,
      ]
    }
    return rows + (average.map { [$0] } ?? [])
  }

  /// Table 3: what is stored; means over seeds.
  fileprivate func compression() -> [[any TableValue]] {
    var rows: [[any TableValue]] = []
    for fit in payloads.map(\.item) where fit.seed == parameters.seeds[0] {
      let seeds = payloads.filter {
        $0.item.video == fit.video && $0.item.arm == fit.arm && $0.item.size == fit.size
      }.map(\.value)
      for index in seeds[0].points.indices {
        let points = seeds.map { $0.points[index] }
        func mean(_ value: (Compression.Point) -> Double) -> Double { points.map(value).mean }
        rows.append([
          fit.video, fit.arm.title, fit.size, points[0].decoderBits, seeds.map(\.psnr).mean,
          mean(\.psnr), mean { Double($0.symbolBits) }, mean { Double($0.tableBits) },
          mean { Double($0.codeBits) }, mean(\.bitsPerParameter), mean(\.bitsPerPixel),
        ])
      }
    }
    return rows
  }
}
