import Foundation
import Tensors
import Testing

@Suite struct NetworkTests {
  @Test func linearAndEmbedding() {
    let weight = Tensor([1.0, 2, 3, 4, 5, 6], shape: [3, 2])
    expect(
      Tensor([1.0, -1], shape: [1, 2]).linear(weight, bias: Tensor([0.5, 0, 0])), [-0.5, -1, -1],
      shape: [1, 3])
    expect(
      Tensor([2, 0, 2], shape: [1, 3]).embedded(in: weight), [5, 6, 1, 2, 5, 6], shape: [1, 3, 2])
    expectGradient(numbers(2, 3), numbers(4, 3, seed: 2), numbers(4, seed: 3)) {
      $0[0].linear($0[1], bias: $0[2])
    }
    expectGradient(weight) { Tensor([2, 0, 2]).embedded(in: $0[0]) }
  }

  @Test func segmentsAreSummedByWeight() {
    let rows = Tensor([1, 2, 3, 4, 5, 6, 7, 8].map(Float.init), shape: [4, 2])
    let sums = rows.segmentSums(
      from: Tensor([0, 1]), weights: Tensor([2, 1, 0, -1].map(Float.init)))
    expect(sums.converted(to: .float64), [2, 4, -4, -4], shape: [2, 2])
  }

  @Test func softmaxNormalises() {
    let scores = Tensor([0.0, log(3), 1000, 1000], shape: [2, 2])
    expect(scores.softmax(), [0.25, 0.75, 0.5, 0.5])
    expect(scores.logSoftmax(), [log(0.25), log(0.75), log(0.5), log(0.5)])
    expect(scores.softmax(0)[0], [0, 0])
    expect(Tensor([2.0, 0, 1, log(3)]).gatedLinearUnit(), [2 / (1 + exp(-1)), 0])
    expectGradient(numbers(2, 3)) { $0[0].softmax() }
    expectGradient(numbers(2, 3)) { $0[0].logSoftmax(0) }
    expectGradient(numbers(2, 4)) { $0[0].gatedLinearUnit() }
  }

  @Test func normalisationsStandardise() {
    let x = numbers(4, 6, 5)
    let layer = x.layerNorm([5], epsilon: 0)
    expect(layer.mean(2), [Double](repeating: 0, count: 24), within: 1e-12)
    expect(
      layer.variance(2, correction: 0), [Double](repeating: 1, count: 24), within: 1e-12)
    let (weight, bias) = (numbers(5, seed: 2), numbers(5, seed: 3))
    #expect(
      x.layerNorm([5], weight: weight, bias: bias, epsilon: 0)
        .isClose(to: layer * weight + bias, absolute: 1e-12))
    expect(Tensor([3.0, 4]).rmsNorm(epsilon: 0), [3 / sqrt(12.5), 4 / sqrt(12.5)])
    expect(Tensor([3.0, 4]).rmsNorm(weight: Tensor([2.0, 1]), epsilon: 12.5), [1.2, 0.8])
    let groups = x.groupNorm(3, epsilon: 0).reshaped(4, 3, 10)
    expect(groups.mean(2), [Double](repeating: 0, count: 12), within: 1e-12)
    let instance = x.instanceNorm(epsilon: 0)
    #expect(instance.isClose(to: layer, absolute: 1e-12))
  }

  /// RMS norm, without and with a record; gradients of a sum in given shares, alone and so that they can
  /// have gradients themselves; and gradients of these.
  private func normAndGradients(of x: Tensor, _ weight: Tensor, _ shares: Tensor) -> [Tensor] {
    let inputs = [x.detached().requiringGradient(), weight.detached().requiringGradient()]
    let norm = inputs[0].rmsNorm(weight: inputs[1], epsilon: 1e-5)
    let alone = norm.gradients(withRespectTo: inputs, weight: shares, retainGraph: true)
    let recorded = norm.gradients(withRespectTo: inputs, weight: shares, createGraph: true)
    let sum = recorded.compactMap { $0?.square().sum() }.reduce(Tensor.zeros([]), +)
    let second = sum.gradients(withRespectTo: inputs)
    return [noGrad { x.rmsNorm(weight: weight, epsilon: 1e-5) }, norm.detached()]
      + (alone + recorded + second).compactMap { $0?.detached() }
  }

  /// Float32 rows on the CPU go through operators of our own, rotations where no gradient is wanted.
  @Test(arguments: [1, 2, 15, 16, 50, 768])
  func ownKernelsAgreeWithLibtorch(width: Int) {
    let generator = Generator(seed: 0)
    func random(_ shape: Int...) -> Tensor { Tensor.randn(shape, using: generator) }
    let weight = random(width)
    // As it is, transposed, and as a part of something wider.
    let whole = random(90, 6, 2 * width)
    let kinds = [
      random(90, 6, width), random(width, 6, 90).transposed(0, 2), whole.split(width, dim: 2)[1],
    ]
    for x in kinds {
      let shares = random(90, 6, width)
      let ours = normAndGradients(of: x, weight, shares)
      // In float64 all operators are libtorch's.
      let theirs = normAndGradients(
        of: x.converted(to: .float64), weight.converted(to: .float64),
        shares.converted(to: .float64))
      #expect(ours.count == 8 && theirs.count == 8)
      #expect(ours[0].isClose(to: theirs[0]) && ours[0].isEqual(to: ours[1]))
      for (mine, right) in zip(ours, theirs) {
        let largest = right.abs().max().item(Double.self)
        #expect(mine.shape == right.shape)
        #expect((mine - right).abs().max().item(Double.self) <= 1e-5 * max(1, largest))
      }
    }
    let x = random(90, 6, 2 * width).transposed(0, 1)
    for tables in [[90, 2 * width], [6, 1, 2 * width], [2 * width]] {
      let (cosines, sines) = (
        Tensor.randn(tables, using: generator), Tensor.randn(tables, using: generator)
      )
      let theirs = x.rotated(cosines: cosines, sines: sines)
      let ours = noGrad { x.rotated(cosines: cosines, sines: sines) }
      #expect(ours.shape == x.shape && ours.isClose(to: theirs))
    }
  }

  @Test func rowsWithoutElements() {
    let (none, weight) = (Tensor.zeros([0, 4]), Tensor.ones([4]))
    #expect(noGrad { none.rmsNorm(weight: weight) }.shape == [0, 4])
    let inputs = [none.requiringGradient(), weight.detached().requiringGradient()]
    let gradients = inputs[0].rmsNorm(weight: inputs[1]).sum().gradients(withRespectTo: inputs)
    #expect(gradients.map { $0?.shape } == [[0, 4], [4]])
    #expect(gradients[1]?.elements(Float.self) == [0, 0, 0, 0])
    #expect(noGrad { none.rotated(cosines: weight, sines: weight) }.shape == [0, 4])
  }

  @Test func rotationsExchangeHalves() {
    let (x, cosines, sines) = (numbers(1, 4), Tensor([1.0, 2, 3, 4]), Tensor([5.0, 6, 7, 8]))
    let e = x.elements(Double.self)
    expect(
      x.rotated(cosines: cosines, sines: sines),
      [e[0] + 5 * e[2], 2 * e[1] + 6 * e[3], 3 * e[2] + 7 * e[0], 4 * e[3] + 8 * e[1]],
      within: 1e-12)
    expectGradient(numbers(2, 4)) { $0[0].rotated(cosines: cosines, sines: sines) }
  }

  @Test func batchStatisticsAreKeptAndUsed() {
    let x = Tensor([1.0, 3, 5, 7], shape: [4, 1])
    let (mean, variance) = (Tensor([0.0]), Tensor([1.0]))
    let trained = x.batchNorm(
      runningMean: mean, runningVariance: variance, training: true, momentum: 0.5, epsilon: 0)
    expect(trained, [-3, -1, 1, 3].map { $0 / sqrt(5) })
    expect(mean, [2])
    expect(variance, [0.5 + 0.5 * 20 / 3])
    let used = x.batchNorm(
      runningMean: Tensor([1.0]), runningVariance: Tensor([4.0]), weight: Tensor([2.0]),
      bias: Tensor([1.0]), training: false, epsilon: 0)
    expect(used, [1, 3, 5, 7])
  }

  @Test func gradientsOfNormalisations() {
    let (weight, bias) = (numbers(3, seed: 2), numbers(3, seed: 3))
    expectGradient(numbers(2, 3), weight, bias) {
      $0[0].layerNorm([3], weight: $0[1], bias: $0[2])
    }
    expectGradient(numbers(2, 3), weight) { $0[0].rmsNorm(weight: $0[1]) }
    expectGradient(numbers(2, 3, 2), weight, bias) {
      $0[0].groupNorm(3, weight: $0[1], bias: $0[2])
    }
    expectGradient(numbers(2, 3, 2), weight, bias) {
      $0[0].instanceNorm(weight: $0[1], bias: $0[2])
    }
    expectGradient(numbers(4, 3), weight, bias) {
      $0[0].batchNorm(
        runningMean: nil, runningVariance: nil, weight: $0[1], bias: $0[2], training: true)
    }
  }

  @Test func attentionIsAWeightedMean() {
    let (q, k, v) = (
      numbers(1, 2, 3, 4), numbers(1, 2, 5, 4, seed: 2), numbers(1, 2, 5, 6, seed: 3)
    )
    func byDefinition(_ mask: Tensor?, scale: Double = 0.5) -> Tensor {
      let scores = q.matmul(k.transposed()) * scale
      return (mask.map { scores + $0 } ?? scores).softmax().matmul(v)
    }
    #expect(q.attention(keys: k, values: v).isClose(to: byDefinition(nil), absolute: 1e-12))
    #expect(
      q.attention(keys: k, values: v, scale: 2)
        .isClose(to: byDefinition(nil, scale: 2), absolute: 1e-12))
    let added = numbers(3, 5, seed: 4)
    #expect(
      q.attention(keys: k, values: v, mask: added).isClose(to: byDefinition(added), absolute: 1e-12)
    )
    let seen = added .> -0.5
    #expect(
      q.attention(keys: k, values: v, mask: seen)
        .isClose(
          to: byDefinition(
            Tensor.zeros([3, 5], dtype: .float64).masked(seen.logicalNot(), with: -.infinity)),
          absolute: 1e-12))
    let causal = Tensor.ones([3, 5], dtype: .float64).lowerTriangle() .> 0
    #expect(
      q.attention(keys: k, values: v, causal: true)
        .isClose(to: q.attention(keys: k, values: v, mask: causal), absolute: 1e-12))
  }

  @Test func groupedQueriesShareKeys() {
    let (q, k, v) = (
      numbers(2, 4, 3, 2), numbers(2, 2, 3, 2, seed: 2), numbers(2, 2, 3, 2, seed: 3)
    )
    let shared = q.attention(keys: k, values: v, grouped: true)
    let repeated = q.attention(
      keys: k.repeatInterleaved(2, dim: 1), values: v.repeatInterleaved(2, dim: 1))
    #expect(shared.isClose(to: repeated, absolute: 1e-12))
  }

  @Test func gradientsOfAttention() {
    expectGradient(
      numbers(1, 2, 3, 2), numbers(1, 2, 3, 2, seed: 2), numbers(1, 2, 3, 2, seed: 3),
      secondOrder: false
    ) { $0[0].attention(keys: $0[1], values: $0[2], causal: true) }
    expectGradient(
      numbers(1, 1, 2, 2), numbers(1, 1, 3, 2, seed: 2), numbers(1, 1, 3, 2, seed: 3),
      numbers(2, 3, seed: 4), secondOrder: false
    ) { $0[0].attention(keys: $0[1], values: $0[2], mask: $0[3]) }
  }
}

@Suite struct RecurrentTests {
  let input = numbers(2, 4, 3)

  /// Weights of one layer and direction; with biases or without.
  func weights(_ gates: Int, inputs: Int = 3, hidden: Int = 2, biases: Bool, seed: UInt64)
    -> [Tensor]
  {
    let rows = gates * hidden
    let matrices = [numbers(rows, inputs, seed: seed), numbers(rows, hidden, seed: seed + 1)]
    return biases
      ? matrices + [numbers(rows, seed: seed + 2), numbers(rows, seed: seed + 3)] : matrices
  }

  func lstmByLoops(_ input: Tensor, _ hidden: Tensor, _ cell: Tensor, _ w: [Tensor]) -> Tensor {
    var (h, c) = (hidden, cell)
    let outputs = input.unbound(1).map { x in
      let gates =
        (x.linear(w[0], bias: w.count > 2 ? w[2] : nil)
        + h.linear(w[1], bias: w.count > 2 ? w[3] : nil)).chunked(4, dim: 1)
      c = gates[1].sigmoid() * c + gates[0].sigmoid() * gates[2].tanh()
      h = gates[3].sigmoid() * c.tanh()
      return h
    }
    return Tensor.stacked(outputs, dim: 1)
  }

  func gruByLoops(_ input: Tensor, _ hidden: Tensor, _ w: [Tensor]) -> Tensor {
    var h = hidden
    let outputs = input.unbound(1).map { x in
      let (a, b) = (
        x.linear(w[0], bias: w[2]).chunked(3, dim: 1), h.linear(w[1], bias: w[3]).chunked(3, dim: 1)
      )
      let (reset, update) = ((a[0] + b[0]).sigmoid(), (a[1] + b[1]).sigmoid())
      h = (1 - update) * (a[2] + reset * b[2]).tanh() + update * h
      return h
    }
    return Tensor.stacked(outputs, dim: 1)
  }

  @Test(arguments: [true, false]) func lstmAgreesWithLoops(biases: Bool) {
    let w = weights(4, biases: biases, seed: 10)
    let (hidden, cell) = (numbers(1, 2, 2, seed: 5), numbers(1, 2, 2, seed: 6))
    let found = input.lstm(hidden: hidden, cell: cell, weights: w)
    let wanted = lstmByLoops(input, hidden[0], cell[0], w)
    #expect(found.output.isClose(to: wanted, absolute: 1e-12))
    #expect(found.hidden[0].isClose(to: wanted[TensorIndex.all, -1], absolute: 1e-12))
    #expect(found.cell.shape == [1, 2, 2])
  }

  @Test func directionsAndLayersStack() {
    let (there, back) = (weights(4, biases: true, seed: 10), weights(4, biases: true, seed: 20))
    let above = weights(4, inputs: 4, biases: true, seed: 30)
    let aboveBack = weights(4, inputs: 4, biases: true, seed: 40)
    let zero = Tensor.zeros([4, 2, 2], dtype: .float64)
    let found = input.lstm(
      hidden: zero, cell: zero, weights: there + back + above + aboveBack, layers: 2,
      bidirectional: true)
    func both(_ input: Tensor, _ there: [Tensor], _ back: [Tensor]) -> Tensor {
      Tensor.concatenated(
        [
          lstmByLoops(input, zero[0], zero[0], there),
          lstmByLoops(input.flipped(1), zero[0], zero[0], back).flipped(1),
        ], dim: 2)
    }
    let wanted = both(both(input, there, back), above, aboveBack)
    #expect(found.output.isClose(to: wanted, absolute: 1e-12))
    #expect(found.hidden.shape == [4, 2, 2])
  }

  @Test func gruAgreesWithLoops() {
    let w = weights(3, biases: true, seed: 10)
    let hidden = numbers(1, 2, 2, seed: 5)
    let found = input.gru(hidden: hidden, weights: w)
    let wanted = gruByLoops(input, hidden[0], w)
    #expect(found.output.isClose(to: wanted, absolute: 1e-12))
    #expect(found.hidden[0].isClose(to: wanted[TensorIndex.all, -1], absolute: 1e-12))
  }

  @Test func gradientsAgreeWithFiniteDifferences() {
    let (l, g) = (weights(4, biases: true, seed: 10), weights(3, biases: true, seed: 10))
    let state = numbers(1, 2, 2, seed: 5)
    expectGradient(input, state, l[0], l[1], l[2]) {
      $0[0].lstm(hidden: $0[1], cell: $0[1], weights: [$0[2], $0[3], $0[4], l[3]]).output
    }
    expectGradient(input, state, g[0], g[1], g[3]) {
      $0[0].gru(hidden: $0[1], weights: [$0[2], $0[3], g[2], $0[4]]).output
    }
  }
}
