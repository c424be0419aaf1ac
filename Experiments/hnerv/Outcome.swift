import Datasets
import Lab
import Metrics
import Tensors
import Zoo

/// How well a trained network represents its video, and what it costs.
struct Outcome: Codable {
  /// Parameters by part: stem, each stage, head.
  let partCounts: [Int]
  /// Numbers in the embeddings of all frames.
  let embeddingCount: Int
  /// Floating-point operations that decode one frame.
  let operations: Int
  /// By frame, against the intact video.
  let psnr: [Double]
  let ssim: Double
  let multiScaleSSIM: Double?
  /// Mean ratio in the holes, of the network and of the visible pixels' mean colour.
  let holes: [Double]
  /// The frame in the middle, `[3, height, width]`: true and decoded.
  let shown: Tensor
  let decoded: Tensor

  init(_ network: NeuralVideo, _ fit: Fit, _ p: Settings, on video: any VideoFrames) throws {
    let plan = network.decoder.plan
    let mask = fit.mask(p, video)
    let all = Array(0..<video.count)
    let rendering = Rendering(network, video, mask: mask)
    partCounts = plan.parameterCounts
    embeddingCount = video.count * plan.embeddingCount
    let embedding = try noGrad { network.embeddings(of: [0], try video.frames([0])) }
    operations = OperationCount.counting { noGrad { network.decoder(embedding) } }.operations
    psnr = try rendering.psnr(all)
    (ssim, multiScaleSSIM) = try rendering.similarity()
    shown = Self.shrunk(try video.frames([video.count / 2])[0])
    decoded = Self.shrunk(try rendering.frame(video.count / 2))
    guard let mask else {
      holes = []
      return
    }
    let visible = mask.sum()
    let filled = Rendering(video) { numbers in
      let frames = try video.frames(numbers)
      let mean = (frames * mask).sum(2, 3, keepDim: true) / visible
      return frames * mask + mean * (1 - mask)
    }
    holes = [
      try rendering.psnrInHoles(all, mask: mask).mean,
      try filled.psnrInHoles(all, mask: mask).mean,
    ]
  }

  /// A frame small enough for a figure, by means of square cells.
  private static func shrunk(_ frame: Tensor) -> Tensor {
    let factor = max(1, frame.shape[2] / 160)
    return frame.unsqueezed(0).averagePooled([factor, factor])[0]
  }

  /// All that is stored of the video.
  var count: Int { partCounts.reduce(0, +) + embeddingCount }
}

/// Frames held out of training, in three ways.
struct Interpolation: Codable {
  /// Mean ratio of the frames that were trained on.
  let seen: Double
  /// Of the held-out ones: from their own embedding or code (the authors' protocol), from the mean of
  /// their neighbours' embeddings, and the mean of the neighbouring true frames, without a model.
  let own: Double
  let blend: Double?
  let frameAverage: Double

  init(_ network: NeuralVideo, on video: any VideoFrames) throws {
    // A last frame without a right neighbour is left out everywhere.
    let unseen = Array(stride(from: 1, to: video.count - 1, by: 2))
    let neighbours = { (numbers: [Int]) in (numbers.map { $0 - 1 }, numbers.map { $0 + 1 }) }
    let rendering = Rendering(network, video)
    seen = try rendering.psnr(Array(stride(from: 0, to: video.count, by: 2))).mean
    own = try rendering.psnr(unseen).mean
    blend =
      network.encoder == nil
      ? nil
      : try Rendering(video) { numbers in
        let (before, after) = neighbours(numbers)
        let first = network.embeddings(of: before, try video.frames(before))
        let second = network.embeddings(of: after, try video.frames(after))
        return network.decoder((first + second) * 0.5)
      }.psnr(unseen).mean
    frameAverage = try Rendering(video) { numbers in
      let (before, after) = neighbours(numbers)
      return try (video.frames(before) + video.frames(after)) * 0.5
    }.psnr(unseen).mean
  }
}
