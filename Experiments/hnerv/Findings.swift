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
  let released: Released

  /// Whether a fit is of all frames and of the first size.
  private func isMain(_ fit: Fit) -> Bool {
    fit.task == .whole && fit.size == parameters.sizes[0]
  }

  /// The videos by name.
  var videos: [String] { Footage.names(parameters) }

  /// The arms that a video has.
  func arms(_ video: String) -> [Arm] {
    Arm.allCases.filter { arm in
      outcomes.contains { isMain($0.item) && $0.item.video == video && $0.item.arm == arm }
    }
  }

  /// The results of an arm on a video, one a seed.
  func outcomes(_ video: String, _ arm: Arm) -> [Outcome] {
    outcomes.filter { isMain($0.item) && $0.item.video == video && $0.item.arm == arm }.map(\.value)
  }

  /// The course of training, one a seed.
  func courses(_ video: String, _ arm: Arm) -> [Series] {
    trainings.filter { isMain($0.item) && $0.item.video == video && $0.item.arm == arm }
      .map(\.value.psnr)
  }

  /// The payloads of the first size, one a seed.
  func payloads(_ video: String, _ arm: Arm) -> [Compression] {
    payloads.filter { isMain($0.item) && $0.item.video == video && $0.item.arm == arm }.map(\.value)
  }

  /// The mean ratio of an arm on a video at the end of training, over seeds; nil when it was not run.
  func psnr(_ video: String, _ arm: Arm) -> Double? {
    let found = outcomes(video, arm)
    return found.isEmpty ? nil : found.map(\.psnr.average).average
  }

  /// The advantage of one arm over another, one number for each video and seed that have both.
  func advantages(_ arm: Arm, over other: Arm) -> [Double] {
    videos.flatMap { video in
      zip(outcomes(video, arm), outcomes(video, other)).map { $0.psnr.average - $1.psnr.average }
    }
  }

  /// Steps that make an epoch of a training on all frames.
  func epochs(_ series: Series) -> [Double] {
    guard let last = series.steps.last else { return [] }
    return series.steps.map { Double($0) * Double(parameters.epochs) / Double(last) }
  }

  /// The first epoch at which an arm is as good as another is at the end, between logged epochs by a
  /// straight line; nil when it never is.
  func epochs(of arm: Arm, toReach other: Arm, on video: String) -> Double? {
    guard let goal = psnr(video, other), let course = courses(video, arm).first else { return nil }
    let (epochs, values) = (epochs(course), course.values)
    guard let after = values.firstIndex(where: { $0 >= goal }) else { return nil }
    guard after > 0 else { return epochs[0] }
    let share = (goal - values[after - 1]) / (values[after] - values[after - 1])
    return epochs[after - 1] + share * (epochs[after] - epochs[after - 1])
  }

  /// The 2×2 of embedding and blocks on the first video: effects on the final ratio in dB.
  var factorial: (embedding: Double, blocks: Double, interaction: Double)? {
    guard let video = videos.first, let both = psnr(video, .hnerv),
      let content = psnr(video, .contentNeRV), let even = psnr(video, .timeEven),
      let neither = psnr(video, .nervTuned)
    else { return nil }
    return (
      (both + content - even - neither) / 2, (both + even - content - neither) / 2,
      both - content - even + neither
    )
  }
}

extension [Double] {
  /// The mean.
  var average: Double { reduce(0, +) / Double(count) }
}
