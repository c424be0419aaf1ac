extension Operators {
  static let conv1d = Operator("conv1d")
  static let conv2d = Operator("conv2d")
  static let conv3d = Operator("conv3d")
  static let convTranspose1d = Operator("conv_transpose1d")
  static let convTranspose2d = Operator("conv_transpose2d", "input")
  static let convTranspose3d = Operator("conv_transpose3d", "input")
  static let maxPool1d = Operator("max_pool1d")
  static let maxPool2d = Operator("max_pool2d")
  static let avgPool1d = Operator("avg_pool1d")
  static let avgPool2d = Operator("avg_pool2d")
  static let adaptiveAvgPool1d = Operator("adaptive_avg_pool1d")
  static let adaptiveAvgPool2d = Operator("adaptive_avg_pool2d")
  static let pixelShuffle = Operator("pixel_shuffle")
  static let nearest2d = Operator("upsample_nearest2d")
  static let bilinear2d = Operator("upsample_bilinear2d")
}

extension Tensor {
  /// A cross-correlation with as many spatial dimensions as the weight has beyond two: 1, 2 or 3.
  ///
  /// Shape: `[batch, in, …]`, weight `[out, in / groups, …]`, bias `[out]` → `[batch, out, …]`.
  /// `stride`, `padding` and `dilation` hold one number, or one for each spatial dimension.
  public func convolved(
    _ weight: Tensor, bias: Tensor? = nil, stride: [Int] = [1], padding: [Int] = [0],
    dilation: [Int] = [1], groups: Int = 1
  ) -> Tensor {
    let convolution =
      switch weight.rank {
      case 3: Operators.conv1d
      case 4: Operators.conv2d
      case 5: Operators.conv3d
      default: fatalError("convolved: weight \(weight.signature) has no 1, 2 or 3 spatial sizes")
      }
    let spatial = weight.rank - 2
    return convolution(
      .tensor(self), .tensor(weight), .optional(bias), .spread(stride, spatial),
      .spread(padding, spatial), .spread(dilation, spatial), .int(groups))
  }

  /// The transpose of `convolved`, also called deconvolution.
  ///
  /// Shape: `[batch, in, …]`, weight `[in, out / groups, …]`, bias `[out]` → `[batch, out, …]`.
  public func convolvedTransposed(
    _ weight: Tensor, bias: Tensor? = nil, stride: [Int] = [1], padding: [Int] = [0],
    outputPadding: [Int] = [0], groups: Int = 1, dilation: [Int] = [1]
  ) -> Tensor {
    let convolution =
      switch weight.rank {
      case 3: Operators.convTranspose1d
      case 4: Operators.convTranspose2d
      case 5: Operators.convTranspose3d
      default:
        fatalError("convolvedTransposed: \(weight.signature) has no 1, 2 or 3 spatial sizes")
      }
    let spatial = weight.rank - 2
    return convolution(
      .tensor(self), .tensor(weight), .optional(bias), .spread(stride, spatial),
      .spread(padding, spatial), .spread(outputPadding, spatial), .int(groups),
      .spread(dilation, spatial))
  }

  /// The largest element of each window of the last dimension, or of the last two.
  public func maxPooled(_ size: [Int], stride: [Int]? = nil, padding: [Int] = [0]) -> Tensor {
    (size.count == 1 ? Operators.maxPool1d : Operators.maxPool2d)(
      .tensor(self), .ints(size), .ints(stride ?? size), .spread(padding, size.count))
  }

  /// The mean of each window of the last dimension, or of the last two.
  public func averagePooled(_ size: [Int], stride: [Int]? = nil, padding: [Int] = [0]) -> Tensor {
    (size.count == 1 ? Operators.avgPool1d : Operators.avgPool2d)(
      .tensor(self), .ints(size), .ints(stride ?? size), .spread(padding, size.count))
  }

  /// Means over as many windows as it takes to get the wanted size.
  public func adaptiveAveragePooled(_ size: [Int]) -> Tensor {
    (size.count == 1 ? Operators.adaptiveAvgPool1d : Operators.adaptiveAvgPool2d)(
      .tensor(self), .ints(size))
  }

  /// Channels rearranged into space (Shi et al. 2016). `[…, c·f², h, w]` → `[…, c, h·f, w·f]`.
  public func pixelShuffled(_ factor: Int) -> Tensor {
    Operators.pixelShuffle(.tensor(self), .int(factor))
  }

  /// Interpolation rules of `resized`.
  public enum Interpolation: Sendable {
    case nearest, bilinear
  }

  /// Images resized to the given height and width; bilinear samples at pixel centres.
  ///
  /// Shape: `[batch, channels, height, width]`.
  public func resized(_ size: [Int], _ interpolation: Interpolation = .bilinear) -> Tensor {
    switch interpolation {
    case .nearest: Operators.nearest2d(.tensor(self), .ints(size))
    case .bilinear: Operators.bilinear2d(.tensor(self), .ints(size), false)
    }
  }
}

extension Argument {
  /// One number a dimension, from one number for all of them.
  fileprivate static func spread(_ sizes: [Int], _ count: Int) -> Argument {
    .ints(sizes.count == 1 ? Array(repeating: sizes[0], count: count) : sizes)
  }
}
