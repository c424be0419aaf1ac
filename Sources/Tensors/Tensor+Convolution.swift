extension Operators {
  static let conv1d = Operator("conv1d")
  static let conv2d = Operator("conv2d")
  static let conv3d = Operator("conv3d")
  static let convTranspose1d = Operator("conv_transpose1d")
  static let convTranspose2d = Operator("conv_transpose2d", "input")
  static let convTranspose3d = Operator("conv_transpose3d", "input")
  static let sameConv1d = Operator("conv1d", "padding")
  static let sameConv2d = Operator("conv2d", "padding")
  static let sameConv3d = Operator("conv3d", "padding")
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

  /// `convolved` with stride 1, padded so that the spatial sizes stay as they are.
  public func convolvedSame(
    _ weight: Tensor, bias: Tensor? = nil, dilation: [Int] = [1], groups: Int = 1
  ) -> Tensor {
    let convolution =
      switch weight.rank {
      case 3: Operators.sameConv1d
      case 4: Operators.sameConv2d
      case 5: Operators.sameConv3d
      default:
        fatalError("convolvedSame: weight \(weight.signature) has no 1, 2 or 3 spatial sizes")
      }
    return convolution(
      .tensor(self), .tensor(weight), .optional(bias), .spread([1], weight.rank - 2),
      .string("same"), .spread(dilation, weight.rank - 2), .int(groups))
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

}

extension Argument {
  /// One number a dimension, from one number for all of them.
  static func spread(_ sizes: [Int], _ count: Int) -> Argument {
    .ints(sizes.count == 1 ? Array(repeating: sizes[0], count: count) : sizes)
  }
}
