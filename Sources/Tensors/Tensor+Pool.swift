extension Operators {
  static let maxPool = [
    Operator("max_pool1d"), Operator("max_pool2d"), Operator("max_pool3d"),
  ]
  static let averagePool = [
    Operator("avg_pool1d"), Operator("avg_pool2d"), Operator("avg_pool3d"),
  ]
  static let adaptiveAveragePool = [
    Operator("adaptive_avg_pool1d"), Operator("adaptive_avg_pool2d"),
    Operator("adaptive_avg_pool3d"),
  ]
  static let adaptiveMaxPool1d = Operator("adaptive_max_pool1d")
  static let adaptiveMaxPool2d = Operator("adaptive_max_pool2d")
  static let im2col = Operator("im2col")
  static let col2im = Operator("col2im")
}

// Sizes hold one number for each spatial dimension: the last one, two or three.
// Shape: `[batch, channels, …]`.
extension Tensor {
  /// The largest element of each window.
  public func maxPooled(_ size: [Int], stride: [Int]? = nil, padding: [Int] = [0]) -> Tensor {
    spatial("maxPooled", size, Operators.maxPool)(
      .tensor(self), .ints(size), .ints(stride ?? size), .spread(padding, size.count))
  }

  /// The mean of each window; padding counts as zeros.
  public func averagePooled(_ size: [Int], stride: [Int]? = nil, padding: [Int] = [0]) -> Tensor {
    spatial("averagePooled", size, Operators.averagePool)(
      .tensor(self), .ints(size), .ints(stride ?? size), .spread(padding, size.count))
  }

  /// Means over as many windows as it takes to get the wanted size.
  public func adaptiveAveragePooled(_ size: [Int]) -> Tensor {
    spatial("adaptiveAveragePooled", size, Operators.adaptiveAveragePool)(
      .tensor(self), .ints(size))
  }

  /// The largest elements of as many windows as it takes to get the wanted size (one or two sizes).
  public func adaptiveMaxPooled(_ size: [Int]) -> Tensor {
    spatial(
      "adaptiveMaxPooled", size, [Operators.adaptiveMaxPool1d, Operators.adaptiveMaxPool2d]
    ).tensors(.tensor(self), .ints(size))[0]
  }

  private func spatial(_ name: String, _ size: [Int], _ operators: [Operator]) -> Operator {
    require(
      operators.indices.contains(size.count - 1),
      "\(name) of \(signature): size \(size) needs 1 to \(operators.count) numbers")
    return operators[size.count - 1]
  }

  /// The windows of images as columns: a convolution is a matrix product with them.
  ///
  /// Shape: `[batch, channels, height, width]` → `[batch, channels · size, windows]`.
  public func imageWindows(
    _ size: [Int], stride: [Int] = [1], padding: [Int] = [0], dilation: [Int] = [1]
  ) -> Tensor {
    Operators.im2col(
      .tensor(self), .ints(size), .spread(dilation, 2), .spread(padding, 2), .spread(stride, 2))
  }

  /// The transpose of `imageWindows`: adds the windows up to images of the given size.
  ///
  /// Shape: `[batch, channels · size, windows]` → `[batch, channels, height, width]`.
  public func imageFromWindows(
    _ image: [Int], size: [Int], stride: [Int] = [1], padding: [Int] = [0], dilation: [Int] = [1]
  ) -> Tensor {
    Operators.col2im(
      .tensor(self), .ints(image), .ints(size), .spread(dilation, 2), .spread(padding, 2),
      .spread(stride, 2))
  }
}
