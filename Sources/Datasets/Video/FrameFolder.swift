import Foundation
import Tensors

/// A video as a folder of PNG files, one a frame, in the order of their names. Frames are read when
/// they are asked for.
public struct FrameFolder: VideoFrames {
  /// The frames' files.
  public let files: [URL]
  /// Their height in pixels, as the first one has it.
  public let height: Int
  /// Their width in pixels, as the first one has it.
  public let width: Int

  /// Lists the folder and reads the first frame's header.
  public init(_ folder: URL) throws {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    } catch {
      throw VideoError("\(folder.path): cannot be listed: \(error.localizedDescription)")
    }
    files = names.filter { !$0.hasPrefix(".") && $0.lowercased().hasSuffix(".png") }.sorted()
      .map { folder.appending(path: $0) }
    guard let first = files.first else { throw VideoError("\(folder.path): holds no PNG files") }
    (height, width) = try ColourImage.size(ofPNG: first)
  }

  /// How many frames there are.
  public var count: Int { files.count }

  /// The frames of the given numbers.
  public func frames(_ numbers: [Int]) throws -> Tensor {
    Tensor.stacked(
      try numbers.map { number in
        require(files.indices.contains(number), "frame \(number) of \(files.count)")
        let image = try ColourImage(png: files[number])
        guard image.height == height, image.width == width else {
          throw VideoError(
            "\(files[number].path): \(image.height) × \(image.width) pixels, but the first frame "
              + "has \(height) × \(width)")
        }
        return image.tensor
      })
  }
}
