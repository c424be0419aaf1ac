extension Operators {
  static let pixelShuffle = Operator("pixel_shuffle")
  static let pixelUnshuffle = Operator("pixel_unshuffle")
  static let nearest = [
    Operator("upsample_nearest1d"), Operator("upsample_nearest2d"),
    Operator("upsample_nearest3d"),
  ]
  static let linear1d = Operator("upsample_linear1d")
  static let bilinear2d = Operator("upsample_bilinear2d")
  static let trilinear3d = Operator("upsample_trilinear3d")
  static let bicubic2d = Operator("upsample_bicubic2d")
  static let gridSample = Operator("grid_sampler")
  static let affineGrid = Operator("affine_grid_generator")
}

extension Tensor {
  /// Channels rearranged into space (Shi et al. 2016). `[…, c·f², h, w]` → `[…, c, h·f, w·f]`.
  public func pixelShuffled(_ factor: Int) -> Tensor {
    Operators.pixelShuffle(.tensor(self), .int(factor))
  }

  /// Space rearranged into channels, the inverse of `pixelShuffled`.
  public func pixelUnshuffled(_ factor: Int) -> Tensor {
    Operators.pixelUnshuffle(.tensor(self), .int(factor))
  }

  /// Interpolation rules of `resized` and `sampled`.
  public enum Interpolation: Int, Sendable {
    /// Linear in each spatial dimension, whether there are one, two or three of them.
    case bilinear = 0
    /// The element whose cell the point lies in.
    case nearest = 1
    /// Cubic convolution, images only.
    case bicubic = 2
  }

  /// Signals, images or volumes resized to the given spatial sizes.
  ///
  /// Shape: `[batch, channels, …]` with as many spatial dimensions as `size` has numbers.
  ///
  /// - Parameter alignCorners: the first and last elements stay where they are; else points are
  ///   the centres of equal cells.
  public func resized(
    _ size: [Int], _ interpolation: Interpolation = .bilinear, alignCorners: Bool = false
  ) -> Tensor {
    let (given, wanted, corners) = (Argument.tensor(self), Argument.ints(size), alignCorners)
    switch (interpolation, size.count) {
    case (.nearest, 1...3): return Operators.nearest[size.count - 1](given, wanted)
    case (.bilinear, 1): return Operators.linear1d(given, wanted, .bool(corners))
    case (.bilinear, 2): return Operators.bilinear2d(given, wanted, .bool(corners))
    case (.bilinear, 3): return Operators.trilinear3d(given, wanted, .bool(corners))
    case (.bicubic, 2): return Operators.bicubic2d(given, wanted, .bool(corners))
    default: fatalError("resized: no \(interpolation) from \(signature) to \(size)")
    }
  }

  /// What `sampled` finds outside the image.
  public enum Border: Int, Sendable {
    case zeros, nearest, reflection
  }

  /// Images sampled at points (Jaderberg et al. 2015).
  ///
  /// Shape: `[batch, channels, h, w]`, points `[batch, rows, columns, 2]` as (x, y) with −1 and 1
  /// at the image's edges → `[batch, channels, rows, columns]`.
  ///
  /// It has no gradients of gradients.
  ///
  /// - Parameter alignCorners: −1 and 1 are the centres of the outermost elements.
  public func sampled(
    at points: Tensor, _ interpolation: Interpolation = .bilinear, outside: Border = .zeros,
    alignCorners: Bool = false
  ) -> Tensor {
    Operators.gridSample(
      .tensor(self), .tensor(points), .int(interpolation.rawValue), .int(outside.rawValue),
      .bool(alignCorners))
  }

  /// The points for `sampled` that affine maps `[batch, 2, 3]` give. `[batch, h, w, 2]`.
  public func affinePoints(height: Int, width: Int, alignCorners: Bool = false) -> Tensor {
    Operators.affineGrid(
      .tensor(self), .ints([shape[0], 1, height, width]), .bool(alignCorners))
  }
}
