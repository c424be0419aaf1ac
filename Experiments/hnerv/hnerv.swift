import Datasets
import Foundation
import Lab
import Plot
import Zoo

/// Chen, Gwilliam, Lim & Shrivastava 2023 (arXiv 2304.02633): a small convolutional decoder, overfitted
/// to one video, represents it better when it reads a tiny embedding that a learned encoder makes of
/// each frame, instead of a code of the frame's time, and when its parameters are spread evenly.
///
/// By default on two generated videos of 24 frames and decoders of twelve thousand parameters. With
/// `--preset full --data <folder of PNG frames, or .yuv file>` on real video, with the paper's
/// hyperparameters. Deviations are listed in the README.
@main
struct HNeRV: Experiment {
  struct Parameters: ParameterSet {
    /// Generated videos.
    var videos = ProceduralVideo.allCases
    /// Seed of the generated videos.
    var videoSeed: UInt64 = 0
    /// Frames of each video; of real ones at most so many.
    var frames = 24
    /// Height of a frame in pixels; real ones are cropped to it.
    var height = 32
    /// Width of a frame in pixels; real ones are cropped to it.
    var width = 64
    /// Parameters that are stored of a video; all results but figure 2 are of the first size.
    var sizes = [12_000]
    /// No stage of a decoder has fewer channels (C_min).
    var leastWidth = 6
    /// Strides of the stages of encoder and decoder in arms with embeddings.
    var strides = [4, 2, 2, 2]
    /// Channels of all but the last stage of the encoder.
    var encoderWidth = 16
    /// Channels of an embedding.
    var embeddingWidth = 8
    /// Frequencies of the code of time (L).
    var levels = 40
    /// Ratio of neighbouring frequencies of the code of time (b).
    var base = 1.25
    /// Strides of the decoder of NeRV in the proportions of the authors' commands.
    var paperStrides = [4, 2]
    /// Strides of the decoder of the better NeRV, whose stem makes a smaller map.
    var tunedStrides = [4, 2, 2]
    /// Epochs of training.
    var epochs = 140
    /// Frames in a training step.
    var batch = 2
    /// Peak learning rate.
    var rate = 3e-3
    /// What training minimises.
    var loss = Loss.squared
    /// Bits of a quantised weight.
    var decoderBits = 8
    /// Bits of a quantised element of an embedding.
    var embeddingBits = 6
    /// Seeds of initial weights and of the frames' order.
    var seeds = [0, 1, 2]

    /// Real videos: folders of PNG frames, or files of planar YUV 4:2:0 (preset full).
    var data: [URL] = []
    /// Height of the frames in a YUV file.
    var yuvHeight = 1080
    /// Width of the frames in a YUV file.
    var yuvWidth = 1920
    /// The arms that are trained.
    var arms = Arm.allCases
    /// Side in pixels of the squares that are hidden from HNeRV and restored by it; 0 for none.
    var holes = 0
    /// A released model of the first real video (`.pth`).
    var checkpoint: URL?
    /// A released quantised payload of the first real video (`.pth`).
    var payload: URL?

    init() {}
  }

  static let paper = Paper(
    "HNeRV: A Hybrid Neural Representation for Videos",
    authors: ["Chen", "Gwilliam", "Lim", "Shrivastava"], year: 2023, arxiv: "2304.02633",
    venue: "CVPR 2023", reported: "reported.csv")

  static let smoke = Edit<Parameters> {
    $0.frames = 6
    $0.epochs = 2
    $0.sizes = [9_000]
    $0.seeds = [0]
    $0.holes = 4
  }

  static let full = Edit<Parameters> {
    $0.videos = []
    $0.frames = 600
    ($0.height, $0.width) = (640, 1280)
    $0.sizes = [1_500_000, 750_000, 3_000_000]
    $0.leastWidth = 12
    $0.strides = [5, 4, 4, 2, 2]
    ($0.encoderWidth, $0.embeddingWidth) = (64, 16)
    $0.levels = 80
    ($0.paperStrides, $0.tunedStrides) = ([5, 4, 2, 2], [5, 4, 4, 2])
    ($0.epochs, $0.rate) = (300, 1e-3)
    $0.arms = Arm.main
    $0.holes = 50
  }

  func body(_ book: Notebook<Parameters>) throws {
    if book.preset == "full" { try checkInputs(book) } else { book.limitThreads(to: 1) }

    // The videos, and every network that is one of them after training.
    let videos = book.resource("videos") { p in try Footage(p, reading: book) }
    let trainings = book.trainings(
      "trainings", over: try Fit.all(book.parameters), saving: .every(steps: 500)
    ) { p, fit, run in
      try fit.train(run, p, on: videos()[fit.video])
    }

    // What each represents: quality by frame, cost, and one frame to look at.
    let outcomes = book.cells("outcomes", over: try Fit.all(book.parameters)) { p, fit in
      let video = try videos()[fit.video]
      return try Outcome(fit.restored(trainings(fit), p, video), fit, p, on: video)
    }
    // What is stored of it: quantised, Huffman coded, and decoded again without an encoder.
    let payloads = book.cells("payloads", over: try Fit.whole(book.parameters)) { p, fit in
      let video = try videos()[fit.video]
      return try Compression(fit.restored(trainings(fit), p, video), fit, p, on: video)
    }
    // How fast frames decode, one by one: how long this cell took is in run.json.
    let decoding = book.cell("decoding") { p in
      let fit = try Fit.whole(p)[0]
      let video = try videos()[fit.video]
      return try Decoding(
        fit.restored(trainings(fit), p, video), fit.arm, on: video, frames: 500)
    }
    // Frames it has not seen: from their own embedding, from their neighbours', and without a model.
    let unseen = book.cells("unseen", over: try Fit.halved(book.parameters)) { p, fit in
      let video = try videos()[fit.video]
      return try Interpolation(fit.restored(trainings(fit), p, video), on: video)
    }
    // What the authors' own files score, where they are given.
    let released = book.cell("released") { p in try Released(p, videos(), reading: book) }
    try showReleased(released, book)
    guard !book.parameters.arms.isEmpty else { return }

    let findings = book.resource("findings") { p in
      try Findings(
        parameters: p, trainings: trainings(), outcomes: outcomes(), payloads: payloads(),
        unseen: unseen())
    }
    try showTables(findings, book)
    try showFigures(findings, book)
    try judgeClaims(findings, decoding, book)
  }
}
