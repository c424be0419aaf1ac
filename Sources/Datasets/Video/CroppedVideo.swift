import Tensors

/// The middle of a video's frames, and perhaps only its first ones.
public struct CroppedVideo: VideoFrames {
  /// How many frames there are.
  public let count: Int
  /// Their height in pixels.
  public let height: Int
  /// Their width in pixels.
  public let width: Int
  private let whole: any VideoFrames

  /// Crops to the given size, which must not be larger than the frames, and to at most so many frames.
  ///
  /// An odd margin leaves the greater half at the bottom and right when half of it is even, else at
  /// the top and left, as in torchvision.
  public init(
    _ whole: any VideoFrames, height: Int, width: Int, atMost frames: Int, name: String
  ) throws {
    guard (1...whole.height).contains(height), (1...whole.width).contains(width), frames > 0 else {
      throw VideoError(
        "\(name): frames of \(whole.height) × \(whole.width) pixels cannot be cropped to "
          + "\(height) × \(width), \(frames) of them")
    }
    count = min(whole.count, frames)
    self.height = height
    self.width = width
    self.whole = whole
  }

  /// The frames of the given numbers.
  public func frames(_ numbers: [Int]) throws -> Tensor {
    require(numbers.allSatisfy { (0..<count).contains($0) }, "frames \(numbers) of \(count)")
    let top = Self.margin(whole.height - height)
    let left = Self.margin(whole.width - width)
    return try whole.frames(numbers)[
      TensorIndex.all, TensorIndex.all, top..<top + height, left..<left + width
    ].contiguous()
  }

  private static func margin(_ rest: Int) -> Int {
    Int((Double(rest) / 2).rounded(.toNearestOrEven))
  }
}
