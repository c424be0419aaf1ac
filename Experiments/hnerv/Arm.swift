import Lab
import NN
import Tensors
import Zoo

typealias Settings = Watched<HNeRV.Parameters>

/// A way to represent a video: where the decoder's input comes from, and how its parameters are spread.
enum Arm: String, Codable, CaseIterable, CustomStringConvertible {
  /// An encoder's embedding and even blocks: the paper's method.
  case hnerv
  /// A code of time and NeRV's blocks in the proportions of the authors' commands: most parameters in
  /// the stem.
  case nervPaper = "nerv-paper"
  /// The same with a smaller first map, which leaves more parameters to the stages.
  case nervTuned = "nerv-tuned"
  /// A learned embedding a frame without an encoder, and even blocks.
  case free = "free-embedding"
  /// An encoder's embedding and NeRV's blocks.
  case contentNeRV = "embedding-nerv-blocks"
  /// A code of time and even blocks.
  case timeEven = "time-even-blocks"

  /// The arms that are compared on every video.
  static let main: [Arm] = [.hnerv, .nervPaper, .nervTuned]

  var description: String { rawValue }

  /// The name in tables and figures.
  var title: String {
    switch self {
    case .hnerv: "HNeRV"
    case .nervPaper: "NeRV-paper"
    case .nervTuned: "NeRV-tuned"
    case .free: "free embedding"
    case .contentNeRV: "embedding + NeRV blocks"
    case .timeEven: "time code + even blocks"
    }
  }

  private var rule: VideoDecoderPlan.BlockRule {
    switch self {
    case .hnerv, .free, .timeEven: .even
    case .nervPaper, .nervTuned, .contentNeRV: .nerv
    }
  }

  /// The strides of the decoder.
  func strides(_ p: Settings) -> [Int] {
    switch self {
    case .hnerv, .free, .contentNeRV: p.strides
    case .nervPaper: p.paperStrides
    case .nervTuned, .timeEven: p.tunedStrides
    }
  }

  /// What the decoder reads.
  private func input(_ p: Settings) -> VideoDecoderPlan.Input {
    let factor = strides(p).reduce(1, *)
    let (height, width) = (p.height / factor, p.width / factor)
    switch self {
    case .hnerv, .free, .contentNeRV:
      return .embedding(channels: p.embeddingWidth, height: height, width: width)
    case .nervPaper, .nervTuned, .timeEven:
      return .code(width: 2 * p.levels, mapHeight: height, mapWidth: width)
    }
  }

  /// The decoder that, with the embeddings of some frames, comes nearest to a size.
  func plan(_ p: Settings, size: Int, frames: Int) -> VideoDecoderPlan {
    VideoDecoderPlan(
      input: input(p), strides: strides(p), rule: rule, leastWidth: p.leastWidth, nearest: size,
      frames: frames)
  }

  /// The decoder with the given channels after its stem.
  func plan(_ p: Settings, width: Int) -> VideoDecoderPlan {
    VideoDecoderPlan(
      input: input(p), strides: strides(p), rule: rule, leastWidth: p.leastWidth, width: width)
  }

  /// Where the decoder's input comes from.
  func source(_ p: Settings, using generator: Generator?) -> NeuralVideo.Source {
    switch self {
    case .hnerv, .contentNeRV:
      let widths = p.strides.dropLast().map { _ in p.encoderWidth } + [p.embeddingWidth]
      return .content(
        ConvNeXt(
          widths: widths, strides: Array(p.strides), blocks: widths.map { _ in 1 },
          using: generator))
    case .free: return .table
    case .nervPaper, .nervTuned, .timeEven:
      return .time(SinusoidalCode(base: p.base, levels: p.levels))
    }
  }
}
