import Tensors
import Testing

@Suite struct ConvolutionTests {
  /// The definition of a two-dimensional cross-correlation, as loops.
  func convolvedByLoops(
    _ input: Tensor, _ weight: Tensor, bias: [Double], stride: [Int], padding: [Int],
    dilation: [Int], groups: Int
  ) -> Tensor {
    let padded = input.padded([padding[1], padding[1], padding[0], padding[0]])
    let (x, w) = (padded.elements(Double.self), weight.elements(Double.self))
    let (batch, channels) = (padded.shape[0], padded.shape[1])
    let (height, width) = (padded.shape[2], padded.shape[3])
    let (out, inner, kh, kw) =
      (weight.shape[0], weight.shape[1], weight.shape[2], weight.shape[3])
    let rows = (height - dilation[0] * (kh - 1) - 1) / stride[0] + 1
    let columns = (width - dilation[1] * (kw - 1) - 1) / stride[1] + 1
    var found: [Double] = []
    for b in 0..<batch {
      for o in 0..<out {
        let first = o / (out / groups) * inner
        for row in 0..<rows {
          for column in 0..<columns {
            var sum = bias[o]
            for c in 0..<inner {
              for i in 0..<kh {
                for j in 0..<kw {
                  let (y, z) = (
                    row * stride[0] + i * dilation[0], column * stride[1] + j * dilation[1]
                  )
                  sum +=
                    x[((b * channels + first + c) * height + y) * width + z]
                    * w[((o * inner + c) * kh + i) * kw + j]
                }
              }
            }
            found.append(sum)
          }
        }
      }
    }
    return Tensor(found, shape: [batch, out, rows, columns])
  }

  @Test func planesAgreeWithLoops() {
    let (input, weight) = (numbers(2, 4, 7, 6), numbers(6, 2, 3, 2, seed: 2))
    let bias = numbers(6, seed: 3)
    let found = input.convolved(
      weight, bias: bias, stride: [2, 1], padding: [1, 2], dilation: [1, 2], groups: 2)
    let wanted = convolvedByLoops(
      input, weight, bias: bias.elements(), stride: [2, 1], padding: [1, 2], dilation: [1, 2],
      groups: 2)
    #expect(found.isClose(to: wanted, absolute: 1e-12))
  }

  @Test func linesAndVolumesAgreeWithPlanes() {
    let (line, lineWeight) = (numbers(2, 3, 9), numbers(4, 3, 3, seed: 2))
    let plane = line.unsqueezed(2).convolved(lineWeight.unsqueezed(2), stride: [1, 2])
    #expect(line.convolved(lineWeight, stride: [2]).isClose(to: plane.squeezed(2)))

    let (volume, volumeWeight) = (numbers(1, 2, 3, 5, 5), numbers(2, 2, 1, 3, 3, seed: 2))
    let found = volume.convolved(volumeWeight, padding: [0, 1, 1])
    for depth in 0..<3 {
      let slice = volume[TensorIndex.all, TensorIndex.all, depth]
        .convolved(volumeWeight.squeezed(2), padding: [1])
      #expect(found[TensorIndex.all, TensorIndex.all, depth].isClose(to: slice))
    }
  }

  @Test func samePaddingKeepsTheSize() {
    let (input, weight) = (numbers(1, 2, 8), numbers(3, 2, 4, seed: 2))
    let found = input.convolvedSame(weight)
    #expect(found.shape == [1, 3, 8])
    #expect(found.isClose(to: input.padded([1, 2]).convolved(weight)))
    #expect(
      numbers(1, 2, 5, 6).convolvedSame(numbers(2, 2, 3, 5), dilation: [2]).shape == [1, 2, 5, 6])
    #expect(
      numbers(1, 2, 3, 5, 6).convolvedSame(numbers(2, 1, 3, 3, 3), groups: 2).shape == [
        1, 2, 3, 5, 6,
      ])
  }

  /// ⟨conv(x), y⟩ = ⟨x, transposed conv(y)⟩ defines the transpose.
  @Test func transposesAreAdjoint() {
    let cases: [(Tensor, Tensor, Tensor)] = [
      (numbers(2, 4, 9), numbers(6, 2, 3, seed: 2), numbers(2, 6, 5, seed: 3)),
      (numbers(2, 4, 9, 7), numbers(6, 2, 3, 3, seed: 2), numbers(2, 6, 5, 4, seed: 3)),
      (numbers(1, 4, 5, 5, 5), numbers(6, 2, 3, 3, 3, seed: 2), numbers(1, 6, 3, 3, 3, seed: 3)),
    ]
    for (x, weight, y) in cases {
      let there = x.convolved(weight, stride: [2], padding: [1], groups: 2)
      let back = y.convolvedTransposed(weight, stride: [2], padding: [1], groups: 2)
      #expect(there.shape == y.shape)
      #expect(back.shape == x.shape)
      #expect((there * y).sum().isClose(to: (x * back).sum(), absolute: 1e-10))
    }
    let longer = cases[0].2.convolvedTransposed(
      cases[0].1, bias: Tensor.zeros([4], dtype: .float64), stride: [2], padding: [1],
      outputPadding: [1], groups: 2)
    #expect(longer.shape == [2, 4, 10])
  }

  @Test func gradientsAgreeWithFiniteDifferences() {
    expectGradient(numbers(1, 2, 5), numbers(2, 1, 3, seed: 2), numbers(2, seed: 3)) {
      $0[0].convolved($0[1], bias: $0[2], stride: [2], padding: [1], groups: 2)
    }
    expectGradient(numbers(1, 1, 4, 4), numbers(2, 1, 3, 3, seed: 2)) { $0[0].convolved($0[1]) }
    expectGradient(numbers(1, 1, 3, 3, 3), numbers(1, 1, 2, 2, 2, seed: 2)) {
      $0[0].convolved($0[1])
    }
    expectGradient(numbers(1, 2, 3), numbers(2, 2, 3, seed: 2)) {
      $0[0].convolvedTransposed($0[1], stride: [2])
    }
    expectGradient(numbers(1, 1, 4), numbers(1, 1, 2, seed: 2)) { $0[0].convolvedSame($0[1]) }
  }
}

@Suite struct PoolTests {
  let line = Tensor([1.0, 5, 2, 4, 3, 0], shape: [1, 1, 6])
  let plane = Tensor((1...16).map(Double.init), shape: [1, 1, 4, 4])

  @Test func windowsGiveMaximaAndMeans() {
    expect(line.maxPooled([2]), [5, 4, 3])
    expect(line.maxPooled([3], stride: [1], padding: [1]), [5, 5, 5, 4, 4, 3])
    expect(line.averagePooled([3], stride: [2], padding: [1]), [2, 11.0 / 3, 7.0 / 3])
    expect(plane.maxPooled([2, 2]), [6, 8, 14, 16])
    expect(plane.averagePooled([2, 2]), [3.5, 5.5, 11.5, 13.5], shape: [1, 1, 2, 2])
    let volume = Tensor((1...8).map(Double.init), shape: [1, 1, 2, 2, 2])
    expect(volume.maxPooled([2, 2, 2]), [8])
    expect(volume.averagePooled([1, 2, 2]), [2.5, 6.5])
  }

  @Test func wantedSizesAreReached() {
    expect(line.adaptiveAveragePooled([2]), [8.0 / 3, 7.0 / 3])
    expect(plane.adaptiveAveragePooled([1, 1]), [8.5])
    expect(plane.unsqueezed(2).adaptiveAveragePooled([1, 2, 1]), [4.5, 12.5])
    expect(line.adaptiveMaxPooled([3]), [5, 4, 3])
    expect(plane.adaptiveMaxPooled([1, 2]), [14, 16])
  }

  @Test func windowsAsColumnsMakeConvolutionAProduct() {
    let (image, weight) = (numbers(1, 2, 5, 4), numbers(3, 2, 2, 3, seed: 2))
    let columns = image.imageWindows([2, 3], stride: [1], padding: [1])
    let product = weight.reshaped(3, -1).matmul(columns)
    let direct = image.convolved(weight, padding: [1])
    #expect(product.reshaped(direct.shape).isClose(to: direct, absolute: 1e-12))
    // Each element comes back as often as windows cover it.
    let ones = Tensor.ones([1, 1, 3, 3], dtype: .float64)
    expect(
      ones.imageWindows([2, 2]).imageFromWindows([3, 3], size: [2, 2]),
      [1, 2, 1, 2, 4, 2, 1, 2, 1], shape: [1, 1, 3, 3])
  }

  @Test func gradientsAgreeWithFiniteDifferences() {
    let rules: [(String, (Tensor) -> Tensor)] = [
      ("max", { $0.maxPooled([2, 2]) }),
      ("average", { $0.averagePooled([3, 3], stride: [1, 1]) }),
      ("adaptive average", { $0.adaptiveAveragePooled([3, 3]) }),
      ("adaptive max", { $0.adaptiveMaxPooled([2, 2]) }),
      ("windows", { $0.imageWindows([2, 2]) }),
      ("from windows", { $0.reshaped(1, 4, 4).imageFromWindows([3, 3], size: [2, 2]) }),
    ]
    for (name, rule) in rules { expectGradient(plane, name: name) { rule($0[0]) } }
    expectGradient(line) { $0[0].maxPooled([2]) }
    expectGradient(line) { $0[0].averagePooled([2]) }
  }
}
