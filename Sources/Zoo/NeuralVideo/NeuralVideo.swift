import NN
import Tensors

/// A network that is one video: a decoder, and where the decoder's input for a frame comes from.
///
/// What is stored of the video is the decoder and, except for codes of time, one embedding a frame;
/// an encoder is thrown away after training. Keys are those of HNeRV's repository.
public struct NeuralVideo: Module {
  /// Where the decoder's input for a frame comes from.
  public enum Source {
    /// An encoder reads the frame itself (HNeRV).
    case content(ConvNeXt)
    /// A fixed code of the frame's time, its number over the number of frames (NeRV).
    case time(SinusoidalCode)
    /// A learned embedding a frame, without an encoder.
    case table
  }

  /// The encoder, if the input comes from the frame's content.
  public let encoder: ConvNeXt?
  /// The learned embeddings, if there is no encoder. Shape: `[frames, channels, height, width]`.
  public let table: Tensor?
  /// Turns embeddings or codes into frames.
  public let decoder: VideoDecoder
  private let code: SinusoidalCode?
  private let frameCount: Int

  /// The decoder adds nothing to the paths of its parameters.
  public static var keys: [String: String] { ["decoder": ""] }

  /// - Parameters:
  ///   - frames: how many the video has.
  ///   - generator: without one, weights are left unset, for loading.
  public init(
    _ plan: VideoDecoderPlan, _ source: Source, frames: Int, using generator: Generator?
  ) {
    decoder = VideoDecoder(plan, using: generator)
    frameCount = frames
    var encoder: ConvNeXt?
    var table: Tensor?
    var code: SinusoidalCode?
    switch (source, plan.input) {
    case (.content(let network), .embedding): encoder = network
    case (.table, .embedding(let channels, let height, let width)):
      table = Initialiser.normal(1)([frames, channels, height, width], using: generator)
    case (.time(let sinusoids), .code(let width, _, _)) where width == sinusoids.width:
      code = sinusoids
    default: fatalError("the decoder's input \(plan.input) does not come from \(source)")
    }
    (self.encoder, self.table, self.code) = (encoder, table, code)
  }

  /// The decoder's inputs for the frames of the given numbers.
  ///
  /// - Parameter frames: those frames, for an encoder to read. Shape: `[frames, 3, height, width]`.
  public func embeddings(of numbers: [Int], _ frames: Tensor) -> Tensor {
    if let encoder { return encoder(frames) }
    if let table { return table.indexSelected(0, Tensor(numbers)) }
    guard let code else { fatalError("a video without a source of embeddings") }
    return code(numbers.map { Double($0) / Double(frameCount) })
  }

  /// The frames of the given numbers as the network has them; `frames` as in `embeddings`.
  public func callAsFunction(_ numbers: [Int], _ frames: Tensor) -> Tensor {
    decoder(embeddings(of: numbers, frames))
  }
}
