import Foundation
import Tensors

/// The frames of a video, in memory or on disk.
public protocol VideoFrames {
  /// How many frames there are.
  var count: Int { get }
  /// Their height in pixels.
  var height: Int { get }
  /// Their width in pixels.
  var width: Int { get }

  /// The frames of the given numbers, counted from 0. Shape: `[frames, 3, height, width]`: red, green
  /// and blue in 0...1.
  func frames(_ numbers: [Int]) throws -> Tensor
}

extension VideoFrames {
  /// All frames.
  public func frames() throws -> Tensor { try frames(Array(0..<count)) }
}

/// A video in memory.
public struct StoredVideo: VideoFrames {
  /// All frames. Shape: `[frames, 3, height, width]`.
  public let tensor: Tensor

  /// A video of these frames.
  public init(_ tensor: Tensor) {
    require(
      tensor.rank == 4 && tensor.shape[1] == 3, "a video's frames are not \(tensor.signature)")
    self.tensor = tensor
  }

  /// How many frames there are.
  public var count: Int { tensor.shape[0] }
  /// Their height in pixels.
  public var height: Int { tensor.shape[2] }
  /// Their width in pixels.
  public var width: Int { tensor.shape[3] }

  /// The frames of the given numbers.
  public func frames(_ numbers: [Int]) -> Tensor { tensor.indexSelected(0, Tensor(numbers)) }
}

/// Why a video cannot be read: the file, the frame and what is wrong.
public struct VideoError: Error, CustomStringConvertible, Equatable, Sendable {
  /// The message, on one line.
  public let description: String

  init(_ description: String) { self.description = description }
}
