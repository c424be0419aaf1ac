import Foundation
import NN

/// How a convolutional decoder of video frames is built (Chen et al. 2021, NeRV; 2023, HNeRV): a
/// linear stem on a small map, stages that enlarge it, and a head with three colours.
public struct VideoDecoderPlan: Codable, Equatable, Sendable {
  /// How kernels and widths change from stage to stage.
  public struct BlockRule: Codable, Equatable, Sendable {
    /// The first stage's kernel k₁; stage i has min(k₁ + 2i, k_max).
    public let firstKernel: Int
    /// The largest kernel k_max.
    public let lastKernel: Int
    /// Each stage divides its channels by r.
    public let reduction: Double

    /// A rule of one's own.
    public init(firstKernel: Int, lastKernel: Int, reduction: Double) {
      self.firstKernel = firstKernel
      self.lastKernel = lastKernel
      self.reduction = reduction
    }

    /// HNeRV's: parameters spread evenly over the stages.
    public static let even = BlockRule(firstKernel: 1, lastKernel: 5, reduction: 1.2)
    /// NeRV's: most parameters in the first stages.
    public static let nerv = BlockRule(firstKernel: 3, lastKernel: 3, reduction: 2)
  }

  /// What the stem reads.
  public enum Input: Codable, Equatable, Sendable {
    /// A small map a frame: channels, height and width; the stem keeps its size.
    case embedding(channels: Int, height: Int, width: Int)
    /// A vector a frame, which the stem turns into a map of this height and width.
    case code(width: Int, mapHeight: Int, mapWidth: Int)
  }

  /// What the stem reads.
  public let input: Input
  /// The factor by which each stage enlarges height and width.
  public let strides: [Int]
  /// How kernels and widths change.
  public let rule: BlockRule
  /// No stage has fewer channels (C_min).
  public let leastWidth: Int
  /// Channels after the stem (fc_dim); sets the size of the whole.
  public let width: Int

  /// A plan of the given width.
  public init(input: Input, strides: [Int], rule: BlockRule, leastWidth: Int, width: Int) {
    self.input = input
    self.strides = strides
    self.rule = rule
    self.leastWidth = leastWidth
    self.width = width
  }

  /// The plan whose decoder, together with stored embeddings of `frames` frames, comes nearest to
  /// `size` parameters: an integer search on the exact count; of two as near, the smaller.
  ///
  /// - Parameter frames: how many embeddings are stored; codes need no storing.
  public init(
    input: Input, strides: [Int], rule: BlockRule, leastWidth: Int, nearest size: Int, frames: Int
  ) {
    func plan(_ width: Int) -> VideoDecoderPlan {
      VideoDecoderPlan(
        input: input, strides: strides, rule: rule, leastWidth: leastWidth, width: width)
    }
    func distance(_ plan: VideoDecoderPlan) -> Int { abs(plan.storedCount(frames: frames) - size) }
    // The count grows with the width: the nearest is the last one below or the first one above.
    var low = 1
    var high = 2
    while plan(high).storedCount(frames: frames) < size { (low, high) = (high, high * 2) }
    while high - low > 1 {
      let middle = (low + high) / 2
      if plan(middle).storedCount(frames: frames) < size { low = middle } else { high = middle }
    }
    self = distance(plan(low)) <= distance(plan(high)) ? plan(low) : plan(high)
  }

  /// The size of the map that the stem makes.
  public var firstMap: (height: Int, width: Int) {
    switch input {
    case .embedding(_, let height, let width): (height, width)
    case .code(_, let height, let width): (height, width)
    }
  }

  /// The size of the frames.
  public var frame: (height: Int, width: Int) {
    let factor = strides.reduce(1, *)
    return (firstMap.height * factor, firstMap.width * factor)
  }

  /// Channels before the first stage and after each: C₀ = width, Cᵢ₊₁ = max(round(Cᵢ / r), C_min).
  ///
  /// Halves are rounded to even, as in Python.
  public var widths: [Int] {
    strides.reduce(into: [width]) { widths, _ in
      let next = Double(widths[widths.count - 1]) / rule.reduction
      widths.append(max(Int(next.rounded(.toNearestOrEven)), leastWidth))
    }
  }

  /// The kernel of each stage.
  public var kernels: [Int] {
    strides.indices.map { min(rule.firstKernel + 2 * $0, rule.lastKernel) }
  }

  /// The channels that the stem reads, and how many times `width` it gives.
  var stem: (input: Int, factor: Int) {
    switch input {
    case .embedding(let channels, _, _): (channels, 1)
    case .code(let width, let height, let mapWidth): (width, height * mapWidth)
    }
  }

  /// The numbers of parameters in closed form: stem, each stage, head.
  public var parameterCounts: [Int] {
    let stages = strides.indices.map { stage in
      let output = widths[stage + 1] * strides[stage] * strides[stage]
      return widths[stage] * output * kernels[stage] * kernels[stage] + output
    }
    let stem = stem
    return [(stem.input + 1) * width * stem.factor] + stages
      + [widths[strides.count] * 3 * 9 + 3]
  }

  /// How many numbers the embedding of one frame has; none when a code takes its place.
  public var embeddingCount: Int {
    if case .embedding(let channels, let height, let width) = input {
      return channels * height * width
    }
    return 0
  }

  /// The parameters of the decoder and the embeddings of all frames: all that is stored of a video.
  public func storedCount(frames: Int) -> Int {
    parameterCounts.reduce(0, +) + frames * embeddingCount
  }
}
