import Foundation
import Tensors

/// A raw video: 8-bit planar YUV 4:2:0, frame after frame without a header, as the UVG data set has
/// it. Frames are read when they are asked for.
///
/// Colours are those of ITU-R BT.709 with limited range (16...235, 16...240), as is usual for high
/// definition; each chroma sample stands for its 2×2 pixels.
public final class PlanarVideo: VideoFrames {
  /// How many frames there are.
  public let count: Int
  /// Their height in pixels.
  public let height: Int
  /// Their width in pixels.
  public let width: Int
  private let url: URL
  private let file: FileHandle
  private var frameBytes: Int { height * width * 3 / 2 }

  /// Opens a file of frames of a known, even size; its length must be a multiple of a frame's.
  public init(_ url: URL, height: Int, width: Int) throws {
    guard height > 0, width > 0, height.isMultiple(of: 2), width.isMultiple(of: 2) else {
      throw VideoError("\(url.path): frames of \(height) × \(width) pixels; both must be even")
    }
    self.url = url
    self.height = height
    self.width = width
    do {
      file = try FileHandle(forReadingFrom: url)
      let size = Int(try file.seekToEnd())
      let frame = height * width * 3 / 2
      guard size > 0, size.isMultiple(of: frame) else {
        throw VideoError(
          "\(url.path): \(size) bytes are no whole number of frames of \(height) × \(width) pixels "
            + "(\(frame) bytes each)")
      }
      count = size / frame
    } catch let error as VideoError {
      throw error
    } catch {
      throw VideoError("\(url.path): cannot be opened: \(error.localizedDescription)")
    }
  }

  /// The frames of the given numbers.
  public func frames(_ numbers: [Int]) throws -> Tensor {
    Tensor.stacked(
      try numbers.map { number in
        require((0..<count).contains(number), "frame \(number) of \(count)")
        try file.seek(toOffset: UInt64(number * frameBytes))
        guard let data = try file.read(upToCount: frameBytes), data.count == frameBytes else {
          throw VideoError("\(url.path): ends within frame \(number)")
        }
        return colours(data)
      })
  }

  private func colours(_ data: Data) -> Tensor {
    let samples = Tensor(Array(data)).converted(to: .float32)
    let (pixels, quarter) = (height * width, height * width / 4)
    func chroma(_ start: Int) -> Tensor {
      let plane = samples[start..<start + quarter].reshaped(1, 1, height / 2, width / 2)
      return (plane.resized([height, width], .nearest).reshaped(height, width) - 128) / 224
    }
    let luma = (samples[..<pixels].reshaped(height, width) - 16) / 219
    let (blue, red) = (chroma(pixels), chroma(pixels + quarter))
    // BT.709: K_r = 0.2126, K_b = 0.0722; the rest follows.
    let colours = [
      luma + red * 1.5748, luma - blue * 0.187324 - red * 0.468124, luma + blue * 1.8556,
    ]
    return Tensor.stacked(colours).clamped(from: 0, to: 1)
  }
}
