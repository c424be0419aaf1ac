import Datasets
import Lab
import Metrics
import NN
import Optim
import Tensors
import Zoo

/// What training minimises.
enum Loss: String, Codable, CaseIterable {
  /// The mean squared error.
  case squared = "l2"
  /// 0.7 · mean absolute error + 0.3 · (1 − SSIM), as NeRV was trained.
  case fusion6

  func callAsFunction(_ output: Tensor, _ target: Tensor) -> Tensor {
    switch self {
    case .squared: output.squaredError(target)
    case .fusion6:
      output.absoluteError(target) * 0.7
        + (1 - StructuralSimilarity()(output, target).mean()) * 0.3
    }
  }
}

/// One network that becomes one video.
struct Fit: Codable, CustomStringConvertible {
  /// What is learned.
  enum Task: String, Codable {
    /// All frames.
    case whole
    /// Frames 0, 2, 4, …; the others are held out.
    case evenFrames = "even-frames"
    /// All frames, with holes that neither the encoder nor the loss sees.
    case inpainting
  }

  let video: String
  let arm: Arm
  var task = Task.whole
  let size: Int
  let seed: Int

  var description: String { "\(video) \(arm) \(task.rawValue) \(size) seed \(seed)" }

  /// All of them, the most expensive first.
  static func all(_ p: Settings) throws -> [Fit] {
    try whole(p) + inpainting(p) + halved(p)
  }

  /// The main arms on every video, the others on the first; further sizes for the main arms.
  static func whole(_ p: Settings) throws -> [Fit] {
    let videos = Footage.names(p)
    let order: [Arm] = [.hnerv, .contentNeRV, .free, .timeEven, .nervTuned, .nervPaper]
    return order.filter(p.arms.contains).flatMap { arm in
      let sizes = Arm.main.contains(arm) ? Array(p.sizes) : Array(p.sizes.prefix(1))
      return videos.enumerated().flatMap { index, video -> [Fit] in
        guard index == 0 || Arm.main.contains(arm) else { return [] }
        return p.seeds.flatMap { seed in
          sizes.map { Fit(video: video, arm: arm, size: $0, seed: seed) }
        }
      }
    }
  }

  /// HNeRV and the better NeRV on half the frames of the first video.
  static func halved(_ p: Settings) throws -> [Fit] {
    [Arm.hnerv, .nervTuned].filter(p.arms.contains).flatMap { arm in
      p.seeds.map {
        Fit(
          video: Footage.names(p)[0], arm: arm, task: .evenFrames, size: p.sizes[0], seed: $0)
      }
    }
  }

  /// HNeRV on the first video with holes, where asked for.
  static func inpainting(_ p: Settings) throws -> [Fit] {
    guard p.holes > 0, p.arms.contains(.hnerv) else { return [] }
    return [
      Fit(
        video: Footage.names(p)[0], arm: .hnerv, task: .inpainting, size: p.sizes[0],
        seed: p.seeds[0])
    ]
  }

  /// The decoder's plan on a video.
  func plan(_ p: Settings, _ video: any VideoFrames) -> VideoDecoderPlan {
    arm.plan(p, size: size, frames: video.count)
  }

  /// The network, with first weights by the seed, or unset for loading.
  func network(_ p: Settings, _ video: any VideoFrames, seed: Int?) -> NeuralVideo {
    let generator = seed.map { Generator(seed: UInt64($0)) }
    return NeuralVideo(
      plan(p, video), arm.source(p, using: generator), frames: video.count, using: generator)
  }

  /// The trained network.
  func restored(_ training: Training, _ p: Settings, _ video: any VideoFrames) throws -> NeuralVideo
  {
    let network = network(p, video, seed: nil)
    try training.restore(network)
    return network
  }

  /// 1 where the task shows a pixel, 0 in holes. Shape: `[height, width]`.
  func mask(_ p: Settings, _ video: any VideoFrames) -> Tensor? {
    task == .inpainting
      ? SquareHoles(side: p.holes).mask(height: video.height, width: video.width) : nil
  }

  /// Trains the network: Adam, warm-up from a tenth of the rate over a tenth of the steps, cosine to 0.
  func train(_ run: TrainingRun, _ p: Settings, on video: any VideoFrames) throws {
    let numbers = (0..<video.count).filter { task != .evenFrames || $0.isMultiple(of: 2) }
    let stepsPerEpoch = (numbers.count + p.batch - 1) / p.batch
    let steps = p.epochs * stepsPerEpoch
    let schedule = Schedule.cosineFrom(
      start: 0.1, peak: p.rate, warmUp: steps / 10, steps: steps)
    let mask = mask(p, video)
    let network = network(p, video, seed: seed)
    let adam = Adam(network.parameters, rate: p.rate)
    try run.resume(network, adam)
    for step in run.steps(to: steps) {
      let (epoch, place) = (step - 1).quotientAndRemainder(dividingBy: stepsPerEpoch)
      var random = SeededRandom(seed: UInt64(seed), stream: "order of epoch \(epoch)")
      let order = random.shuffled(numbers)
      let batch = Array(order[(place * p.batch)..<min((place + 1) * p.batch, order.count)])
      var frames = try video.frames(batch)
      if let mask { frames = frames * mask }
      let output = network(batch, frames)
      adam.rate = schedule.rate(at: step - 1)
      adam.minimise(p.loss(mask.map { output * $0 } ?? output, frames))
      if place == stepsPerEpoch - 1, isLogged(epoch + 1, p) {
        let psnr = try Rendering(network, video, mask: mask).psnr(numbers)
        run.log(psnr: psnr.mean)
      }
    }
  }

  /// Every tenth epoch, and the quarters of the training; the first ten one by one, since a
  /// sixteenth of a short training (claim 2) lies among them.
  private func isLogged(_ epoch: Int, _ p: Settings) -> Bool {
    epoch < 10 || epoch.isMultiple(of: 10)
      || [p.epochs / 4, p.epochs / 2, p.epochs].contains(epoch)
  }
}
