import Lab
import Metrics
import Tensors

/// All that tables, figures and claims are made of.
struct Findings {
  let parameters: Settings
  let trainings: [(item: Fit, value: Training)]
  let outcomes: [(item: Fit, value: Outcome)]
  let payloads: [(item: Fit, value: Compression)]
  let unseen: [(item: Fit, value: Interpolation)]

  /// The videos by name.
  var videos: [String] { Footage.names(parameters) }

  /// The arms that were trained on a video.
  func arms(_ video: String) -> [Arm] { Arm.allCases.filter { !outcomes(video, $0).isEmpty } }

  /// The results of an arm on all frames of a video in the first size, one a seed.
  func outcomes(_ video: String, _ arm: Arm) -> [Outcome] { seeds(outcomes, video, arm) }

  /// The payloads of those.
  func payloads(_ video: String, _ arm: Arm) -> [Compression] { seeds(payloads, video, arm) }

  /// The results of an arm on half the frames, one a seed.
  func unseen(_ arm: Arm) -> [Interpolation] {
    unseen.filter { $0.item.arm == arm }.map(\.value)
  }

  private func seeds<Value>(
    _ results: [(item: Fit, value: Value)], _ video: String, _ arm: Arm
  ) -> [Value] {
    results.filter { fit, _ in
      fit.video == video && fit.arm == arm && fit.task == .whole && fit.size == parameters.sizes[0]
    }.map(\.value)
  }

  /// Quality during training, the mean over seeds: epochs and ratios.
  func course(_ video: String, _ arm: Arm) -> (epochs: [Double], psnr: [Double]) {
    let courses = seeds(trainings, video, arm).map(\.psnr)
    guard let first = courses.first, let last = first.steps.last else { return ([], []) }
    let scale = Double(parameters.epochs) / Double(last)
    return (
      first.steps.map { Double($0) * scale },
      first.values.indices.map { index in courses.map { $0.values[index] }.mean }
    )
  }

  /// The ratio of an arm on a video at the end of training, one a seed.
  func psnr(_ video: String, _ arm: Arm) -> [Double] {
    outcomes(video, arm).map(\.psnr.mean)
  }

  /// The advantage of one arm over another in dB, one number for each video and seed.
  func advantages(_ arm: Arm, over other: Arm) -> [Double] {
    videos.flatMap { video in zip(psnr(video, arm), psnr(video, other)).map { $0 - $1 } }
  }

  /// The first epoch at which an arm is as good as another is at the end, between logged epochs by a
  /// straight line; nil when it never is.
  func epochs(of arm: Arm, toReach other: Arm, on video: String) -> Double? {
    let (epochs, values) = course(video, arm)
    guard let goal = course(video, other).psnr.last,
      let after = values.firstIndex(where: { $0 >= goal })
    else { return nil }
    guard after > 0 else { return epochs[0] }
    let share = (goal - values[after - 1]) / (values[after] - values[after - 1])
    return epochs[after - 1] + share * (epochs[after] - epochs[after - 1])
  }

  /// The 2×2 of embedding and blocks on the first video: effects on the final ratio in dB, one a seed.
  var factorial: (embedding: [Double], blocks: [Double], interaction: [Double]) {
    let cells = [Arm.hnerv, .contentNeRV, .timeEven, .nervTuned].map { psnr(videos[0], $0) }
    let seeds = 0..<(cells.map(\.count).min() ?? 0)
    func effect(_ signs: [Double], _ divisor: Double) -> [Double] {
      seeds.map { seed in zip(signs, cells).reduce(0) { $0 + $1.0 * $1.1[seed] } / divisor }
    }
    return (effect([1, 1, -1, -1], 2), effect([1, -1, 1, -1], 2), effect([1, -1, -1, 1], 1))
  }
}
