import Foundation
import Metrics
import TestSupport
import Tensors
import Testing

/// Peak signal-to-noise ratio and structural similarity.
@Suite struct ImageQualityTests {
  @Test(arguments: [0.5, 0.1, 0.003]) func aConstantErrorGivesItsRatio(error: Double) {
    let images = Tensor.rand([3, 3, 4, 5], dtype: .float64, using: Generator(seed: 1))
    let ratios = peakSignalToNoise(images + error, images, floor: 0)
    #expect(ratios.count == 3)
    for ratio in ratios { #expect(abs(ratio + 20 * log10(error)) < 1e-9) }
    #expect(peakSignalToNoise(images, images).allSatisfy { abs($0 - 90) < 1e-9 })
  }

  @Test func eachImageHasItsOwnRatio() {
    let black = Tensor.zeros([2, 3, 2, 2], dtype: .float64)
    let errors = Tensor([0.1, 0.01]).reshaped(2, 1, 1, 1) + black
    let ratios = peakSignalToNoise(errors, black, floor: 0)
    #expect(abs(ratios[0] - 20) < 1e-9 && abs(ratios[1] - 40) < 1e-9)
  }

  /// The images of the fixture, whose script has the same formulas.
  private func pair(_ count: Int, _ height: Int, _ width: Int) -> (Tensor, Tensor) {
    var (first, second): ([Double], [Double]) = ([], [])
    for n in 0..<count {
      for c in 0..<3 {
        for i in 0..<height {
          for j in 0..<width {
            let (n, c, i, j) = (Double(n), Double(c), Double(i), Double(j))
            let value = 0.5 + 0.5 * sin(0.37 * i + 0.23 * j + 1.3 * c + 0.9 * n)
            first.append(value)
            second.append(0.85 * value + 0.15 * pow(sin(1.1 * i - 0.7 * j + n), 2))
          }
        }
      }
    }
    let shape = [count, 3, height, width]
    return (Tensor(first, shape: shape), Tensor(second, shape: shape))
  }

  @Test func similarityAgreesWithTheReference() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/images/similarity.json")
    let expected = try JSONDecoder().decode([String: [Double]].self, from: Data(contentsOf: file))
    let measure = StructuralSimilarity()
    func check(_ found: Tensor, _ name: String) throws {
      let reference = try #require(expected[name])
      for (mine, theirs) in zip(found.elements(Double.self), reference) {
        // The reference builds its window in float32.
        #expect(abs(mine - theirs) < 2e-6, "\(name)")
      }
      #expect(found.shape == [reference.count])
    }
    let (small, large, odd) = (pair(2, 20, 24), pair(1, 176, 192), pair(1, 177, 189))
    try check(measure(small.0, small.1), "small")
    try check(measure(large.0, large.1), "large")
    try check(measure.multiScale(large.0, large.1), "large, five scales")
    try check(measure.multiScale(odd.0, odd.1), "odd, five scales")
  }

  @Test func equalImagesAreSimilarToOne() {
    let (image, _) = pair(1, 12, 11)
    #expect(abs(StructuralSimilarity()(image, image).item(Double.self) - 1) < 1e-12)
  }

  @Test func similarityHasGradients() {
    let measure = StructuralSimilarity(size: 3, deviation: 1)
    let inputs = [1, 2].map {
      Tensor.rand([1, 2, 5, 4], dtype: .float64, using: Generator(seed: $0))
    }
    #expect(gradientMismatch(inputs) { measure($0[0], $0[1]) } == nil)
  }
}
