import Foundation
import Tensors
import Testing

@Suite struct LossTests {
  let logits = Tensor([0.0, log(3), log(2), 0, 1, 1], shape: [2, 3])

  @Test func crossEntropyIsMinusTheLogProbability() {
    // Row 0: probabilities 1/6, 3/6, 2/6. Row 1: 1 / (1 + 2e), e / (1 + 2e), e / (1 + 2e).
    let rows = [log(2.0), log(1 + 2 * M_E) - 1]
    let targets = Tensor([1, 2])
    expect(logits.crossEntropy(targets, reduction: .none), rows)
    expect(logits.crossEntropy(targets), [(rows[0] + rows[1]) / 2])
    expect(logits.crossEntropy(targets, reduction: .sum), [rows[0] + rows[1]])
    expect(logits.crossEntropy(Tensor([1, -100])), [rows[0]])
    expect(logits.crossEntropy(Tensor([1, 0]), ignoring: 0), [rows[0]])
    expect(
      logits.crossEntropy(targets, weight: Tensor([1.0, 3, 1])), [(3 * rows[0] + rows[1]) / 4])
    let smooth = 0.9 * rows[0] + 0.1 * (log(6) + log(2) + log(3)) / 3
    expect(logits[..<1].crossEntropy(Tensor([1]), smoothing: 0.1), [smooth])
    let shares = Tensor([0.0, 1, 0, 0, 0, 1], shape: [2, 3])
    expect(logits.crossEntropy(shares), [(rows[0] + rows[1]) / 2])
    expect(logits.logSoftmax().negativeLogLikelihood(targets), [(rows[0] + rows[1]) / 2])
    let image = logits.reshaped(1, 2, 3).transposed()
    expect(image.crossEntropy(Tensor([1, 2], shape: [1, 2])), [(rows[0] + rows[1]) / 2])
  }

  @Test func errorsBetweenNumbers() {
    let (x, target) = (Tensor([0.0, 1, 5]), Tensor([0.5, 1, 2]))
    expect(x.squaredError(target), [9.25 / 3])
    expect(x.squaredError(target, reduction: .none), [0.25, 0, 9])
    expect(x.absoluteError(target, reduction: .sum), [3.5])
    expect(x.huber(target, delta: 2, reduction: .none), [0.125, 0, 2 * (3 - 1)])
    expect(x.smoothAbsoluteError(target, beta: 2, reduction: .none), [0.0625, 0, 2])
  }

  @Test func entropiesBetweenProbabilities() {
    let x = Tensor([0.0, log(3)])
    let target = Tensor([1.0, 0.25])
    let second = -0.25 * log(0.75) - 0.75 * log(0.25)
    expect(x.binaryCrossEntropy(target, reduction: .none), [log(2), second])
    expect(
      x.binaryCrossEntropy(target, positiveWeight: Tensor([2.0]), reduction: .none),
      [2 * log(2), second - 0.25 * log(0.75)])
    expect(
      x.sigmoid().binaryCrossEntropyOfProbabilities(target, reduction: .none), [log(2), second])
    expect(Tensor([0.0]).binaryCrossEntropyOfProbabilities(Tensor([1.0])), [100])
    let (p, q) = (
      Tensor([0.5, 0.5, 1, 0], shape: [2, 2]), Tensor([0.25, 0.75, 0.5, 0.5], shape: [2, 2])
    )
    let rows = [0.5 * log(2) + 0.5 * log(0.5 / 0.75), log(2)]
    expect(q.log().klDivergence(p), [(rows[0] + rows[1]) / 2])
    expect(q.log().klDivergence(p, reduction: .sum), [rows[0] + rows[1]])
    expect(q.log().klDivergence(p, reduction: .none).sum(1), rows)
  }

  /// Sums over all paths of length T that collapse to the target.
  func ctcByPaths(_ log: [[Double]], _ target: [Int]) -> Double {
    let classes = log[0].count
    var total = 0.0
    for path in 0..<Int(pow(Double(classes), Double(log.count))) {
      var (rest, symbols, score) = (path, [Int](), 0.0)
      for frame in log {
        symbols.append(rest % classes)
        score += frame[rest % classes]
        rest /= classes
      }
      var collapsed: [Int] = []
      for (place, symbol) in symbols.enumerated()
      where symbol != 0 && (place == 0 || symbols[place - 1] != symbol) {
        collapsed.append(symbol)
      }
      if collapsed == target { total += exp(score) }
    }
    return -Foundation.log(total)
  }

  @Test func ctcSumsOverPaths() {
    let scores = numbers(5, 2, 3).logSoftmax()
    let targets = Tensor([1, 2, 1, 1], shape: [2, 2])
    let lengths = (Tensor([5, 4]), Tensor([2, 2]))
    let found = scores.ctc(
      targets, inputLengths: lengths.0, targetLengths: lengths.1, reduction: .none)
    let frames = (0..<2).map { batch in
      (0..<5).map { scores[$0, batch].elements(Double.self) }
    }
    expect(found, [ctcByPaths(frames[0], [1, 2]), ctcByPaths(Array(frames[1][..<4]), [1, 1])])
    let tooLong = scores[0..<1, 0..<1].ctc(
      Tensor([1, 2], shape: [1, 2]), inputLengths: Tensor([1]), targetLengths: Tensor([2]),
      zeroInfinity: true)
    expect(tooLong, [0])
    expectGradient(numbers(4, 1, 3), secondOrder: false) {
      $0[0].logSoftmax().ctc(
        Tensor([1, 2], shape: [1, 2]), inputLengths: Tensor([4]), targetLengths: Tensor([2]))
    }
  }

  @Test func gradientsAgreeWithFiniteDifferences() {
    let targets = Tensor([1, 2])
    let shares = Tensor([0.2, 0.7, 0.1, 0.4, 0.1, 0.5], shape: [2, 3])
    let rules: [(String, (Tensor) -> Tensor)] = [
      ("cross-entropy", { $0.crossEntropy(targets, smoothing: 0.1) }),
      ("with shares", { $0.crossEntropy(shares) }),
      ("likelihood", { $0.negativeLogLikelihood(targets) }),
      ("squared", { $0.squaredError(shares) }), ("absolute", { $0.absoluteError(shares) }),
      ("Huber", { $0.huber(shares, delta: 0.7) }),
      ("smooth", { $0.smoothAbsoluteError(shares, beta: 0.7) }),
      ("binary", { $0.binaryCrossEntropy(shares) }),
      ("binary of probabilities", { $0.sigmoid().binaryCrossEntropyOfProbabilities(shares) }),
      ("Kullback–Leibler", { $0.logSoftmax().klDivergence(shares) }),
    ]
    for (name, rule) in rules { expectGradient(logits, name: name) { rule($0[0]) } }
  }
}
