import Foundation
import Tensors
import Testing

@Suite struct ResampleTests {
  let line = Tensor([0.0, 1, 4], shape: [1, 1, 3])
  let plane = Tensor([1.0, 2, 3, 5], shape: [1, 1, 2, 2])

  @Test func channelsBecomeSpaceAndBack() {
    let channels = Tensor((0..<8).map(Double.init), shape: [1, 4, 1, 2])
    let space = channels.pixelShuffled(2)
    expect(space, [0, 2, 1, 3, 4, 6, 5, 7], shape: [1, 1, 2, 4])
    #expect(space.pixelUnshuffled(2).isEqual(to: channels))
  }

  @Test func linearRulesInterpolate() {
    // Cell centres: the source position of i is (i + ½) / 2 − ½, kept inside.
    expect(line.resized([6]), [0, 0.25, 0.75, 1.75, 3.25, 4])
    expect(line.resized([5], alignCorners: true), [0, 0.5, 1, 2.5, 4])
    expect(plane.resized([2, 3], alignCorners: true), [1, 1.5, 2, 3, 4, 5])
    expect(plane.resized([1, 2]), [2, 3.5])
    expect(plane.unsqueezed(2).resized([2, 1, 1]), [2.75, 2.75], shape: [1, 1, 2, 1, 1])
    expect(line.resized([6], .nearest), [0, 0, 1, 1, 4, 4])
    expect(plane.resized([2, 4], .nearest), [1, 1, 2, 2, 3, 3, 5, 5])
    expect(plane.unsqueezed(2).resized([1, 1, 2], .nearest), [1, 2])
  }

  @Test func cubicRuleReproducesCubicInteriors() {
    // Keys' kernel with a = −0.75 at offset ½: (−0.09375, 0.59375, 0.59375, −0.09375).
    let ramp = Tensor([1.0, 2, 4, 8], shape: [1, 1, 1, 4])
    let found = ramp.resized([1, 7], .bicubic, alignCorners: true).elements(Double.self)
    let middle = 0.59375 * (2.0 + 4) - 0.09375 * (1.0 + 8)
    #expect(abs(found[3] - middle) < 1e-9)
    #expect([0, 2, 4, 6].map { found[$0] } == [1, 2, 4, 8])
  }

  @Test func imagesAreSampledAtPoints() {
    let points = Tensor([-0.5, -0.5, 0, 0, 0.5, -0.5, 3, 3], shape: [1, 1, 4, 2])
    expect(plane.sampled(at: points), [1, 2.75, 2, 0], shape: [1, 1, 1, 4])
    expect(plane.sampled(at: points, outside: .nearest), [1, 2.75, 2, 5])
    expect(plane.sampled(at: points, .nearest, outside: .reflection)[0, 0, 0, ..<1], [1])
    expect(plane.sampled(at: points, alignCorners: true), [1.8125, 2.75, 2.4375, 0])
    let identity = Tensor([1.0, 0, 0, 0, 1, 0], shape: [1, 2, 3])
    let grid = identity.affinePoints(height: 2, width: 2)
    expect(grid, [-0.5, -0.5, 0.5, -0.5, -0.5, 0.5, 0.5, 0.5], shape: [1, 2, 2, 2])
    #expect(plane.sampled(at: grid).isClose(to: plane))
    let corners = identity.affinePoints(height: 2, width: 2, alignCorners: true)
    expect(corners, [-1, -1, 1, -1, -1, 1, 1, 1])
    #expect(plane.sampled(at: corners, alignCorners: true).isClose(to: plane))
  }

  @Test func gradientsAgreeWithFiniteDifferences() {
    expectGradient(plane) { $0[0].resized([3, 5]) }
    expectGradient(plane) { $0[0].resized([3, 5], .nearest) }
    expectGradient(plane) { $0[0].resized([3, 5], .bicubic) }
    expectGradient(line) { $0[0].resized([5]) }
    expectGradient(plane.unsqueezed(2)) { $0[0].resized([2, 3, 3]) }
    expectGradient(numbers(1, 4, 2, 2)) { $0[0].pixelShuffled(2) }
    expectGradient(numbers(1, 1, 4, 4)) { $0[0].pixelUnshuffled(2) }
    expectGradient(plane, numbers(1, 2, 2, 2, scale: 0.4), secondOrder: false) {
      $0[0].sampled(at: $0[1])
    }
    expectGradient(numbers(1, 2, 3)) { $0[0].affinePoints(height: 2, width: 3) }
  }
}

@Suite struct FourierTests {
  @Test func realTransformsAreSumsOfWaves() {
    let signal = numbers(2, 6)
    let found = signal.realFourier()
    #expect(found.shape == [2, 4, 2])
    let x = signal[1].elements(Double.self)
    for k in 0..<4 {
      let real = (0..<6).reduce(0.0) { $0 + x[$1] * cos(2 * .pi * Double(k * $1) / 6) }
      let imaginary = (0..<6).reduce(0.0) { $0 - x[$1] * sin(2 * .pi * Double(k * $1) / 6) }
      expect(found[1, k], [real, imaginary], within: 1e-12)
    }
    #expect(found.inverseRealFourier(size: 6).isClose(to: signal, absolute: 1e-12))
    #expect(signal.realFourier(size: 10).shape == [2, 6, 2])
  }

  @Test func complexTransformsInvert() {
    let signal = numbers(3, 5, 2)
    let found = signal.fourier()
    #expect(found.shape == [3, 5, 2])
    expect(found[0, 0], signal[0].sum(0).elements(), within: 1e-12)
    #expect(found.inverseFourier().isClose(to: signal, absolute: 1e-12))
  }

  @Test func windowsAreCosines() {
    expect(Tensor.hannWindow(4, dtype: .float64), [0, 0.5, 1, 0.5])
    expect(Tensor.hannWindow(3, periodic: false, dtype: .float64), [0, 1, 0])
    expect(Tensor.hammingWindow(4, dtype: .float64), [0.08, 0.54, 1, 0.54])
    expect(Tensor.hammingWindow(3, periodic: false, dtype: .float64), [0.08, 1, 0.08])
  }

  @Test func gradientsAgreeWithFiniteDifferences() {
    expectGradient(numbers(5)) { $0[0].realFourier().square().sum(-1) }
    expectGradient(numbers(4, 2)) { $0[0].fourier() }
    expectGradient(numbers(4, 2)) { $0[0].inverseFourier() }
    expectGradient(numbers(3, 2)) { $0[0].inverseRealFourier(size: 4) }
  }
}

@Suite struct SparseTests {
  let rows = Tensor([0, 1, 1, 0])
  let columns = Tensor([2, 0, 1, 2])

  func matrix(_ values: Tensor) -> Tensor {
    Tensor.sparseMatrix(rows: rows, columns: columns, values: values, height: 2, width: 3)
  }

  @Test func valuesAtOnePlaceAddUp() {
    let sparse = matrix(Tensor([1.0, 2, 3, 4]))
    #expect(sparse.signature == "float64[2, 3]")
    expect(sparse.dense(), [0, 0, 5, 2, 3, 0])
    expect(sparse.transposed().dense(), [0, 2, 0, 3, 5, 0])
  }

  @Test func productsAgreeWithDenseOnes() {
    let sparse = matrix(Tensor([1.0, 2, 3, 4]))
    let features = numbers(3, 4)
    #expect(sparse.matmul(features).isClose(to: sparse.dense().matmul(features), absolute: 1e-12))
    let narrow = numbers(2, 4)
    #expect(
      sparse.transposed().matmul(narrow)
        .isClose(to: sparse.dense().transposed().matmul(narrow), absolute: 1e-12))
  }

  @Test func gradientsAgreeWithFiniteDifferences() {
    expectGradient(numbers(4), numbers(3, 2, seed: 2), secondOrder: false) {
      matrix($0[0]).matmul($0[1])
    }
  }
}
