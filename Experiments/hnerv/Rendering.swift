import Datasets
import Foundation
import Metrics
import Tensors
import Zoo

/// The frames of a video as a decoder has them, a few at a time.
struct Rendering {
  /// Pixels that are decoded at once.
  private static let pixels = 1 << 16

  private let video: any VideoFrames
  private let decode: ([Int], Tensor) throws -> Tensor

  /// What a network makes of a video, of which an encoder sees the unmasked part.
  init(_ network: NeuralVideo, _ video: any VideoFrames, mask: Tensor? = nil) {
    self.video = video
    decode = { numbers, frames in network(numbers, mask.map { frames * $0 } ?? frames) }
  }

  /// What a decoder makes of stored embeddings, one a frame.
  init(_ decoder: VideoDecoder, embeddings: Tensor, _ video: any VideoFrames) {
    self.video = video
    decode = { numbers, _ in decoder(embeddings.indexSelected(0, Tensor(numbers))) }
  }

  /// What follows from the frames themselves.
  init(_ video: any VideoFrames, _ decode: @escaping ([Int]) throws -> Tensor) {
    self.video = video
    self.decode = { numbers, _ in try decode(numbers) }
  }

  /// Gives each few frames, true and decoded, to `body`.
  private func forEach(_ numbers: [Int], _ body: (Tensor, Tensor) -> Void) throws {
    let size = max(1, Self.pixels / (video.height * video.width))
    try noGrad {
      for start in stride(from: 0, to: numbers.count, by: size) {
        let some = Array(numbers[start..<min(start + size, numbers.count)])
        let frames = try video.frames(some)
        body(frames, try decode(some, frames))
      }
    }
  }

  /// The peak signal-to-noise ratio of each of the frames.
  func psnr(_ numbers: [Int]) throws -> [Double] {
    var ratios: [Double] = []
    try forEach(numbers) { ratios += peakSignalToNoise($1, $0) }
    return ratios
  }

  /// The ratio of each of the frames where a mask is 0.
  func psnrInHoles(_ numbers: [Int], mask: Tensor) throws -> [Double] {
    var ratios: [Double] = []
    let hole = 1 - mask
    let share: Double = hole.mean().item()
    try forEach(numbers) {
      // Equal to the truth elsewhere; the error is spread over the holes alone.
      ratios += peakSignalToNoise($1 * hole, $0 * hole, floor: 1e-9 * share)
    }
    return ratios.map { $0 + 10 * log10(share) }
  }

  /// Structural similarity of all frames, over five scales where they are large enough.
  func similarity() throws -> (single: Double, multiScale: Double?) {
    var (single, multiple): ([Float], [Float]) = ([], [])
    let measure = StructuralSimilarity()
    let isLarge = min(video.height, video.width) > 160
    try forEach(Array(0..<video.count)) {
      single += measure($1, $0).elements(Float.self)
      if isLarge { multiple += measure.multiScale($1, $0).elements(Float.self) }
    }
    return (single.mean, isLarge ? multiple.mean : nil)
  }

  /// One frame.
  func frame(_ number: Int) throws -> Tensor {
    var found: Tensor?
    try forEach([number]) { found = $1[0] }
    guard let found else { fatalError("no frame \(number)") }
    return found
  }
}
