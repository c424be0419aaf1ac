import Foundation
import Tensors
import Testing

@Suite struct ReduceTests {
  let table = Tensor([3.0, -1, 2, 0.5, 4, -2], shape: [2, 3])

  @Test func valuesOverDimensions() {
    expect(table.sum(), [6.5], shape: [])
    expect(table.sum(0), [3.5, 3, 0], shape: [3])
    expect(table.sum(-1, keepDim: true), [4, 2.5], shape: [2, 1])
    expect(table.sum(0, 1), [6.5])
    expect(table.mean(), [6.5 / 6])
    expect(table.mean(1), [4.0 / 3, 2.5 / 3])
    expect(table.prod(), [24])
    expect(table.prod(1), [-6, -4])
    expect(table.max(), [4])
    expect(table.max(0), [3, 4, 2])
    expect(table.min(1), [-1, -2])
    expect(table.variance(1), [13.0 / 3, 9.0833333333333333])
    expect(table.variance(1, correction: 0), [26.0 / 9, 6.0555555555555555])
    expect(table.standardDeviation(1), [sqrt(13.0 / 3), sqrt(9.0833333333333333)])
    expect(
      table.logSumExp(1), [log(exp(3.0) + exp(-1) + exp(2)), log(exp(0.5) + exp(4) + exp(-2))])
    expect(table.logSumExp(0, 1), [log([3.0, -1, 2, 0.5, 4, -2].map { exp($0) }.reduce(0, +))])
    #expect((table + 1000).logSumExp(1).isFinite().all().item())
    #expect(Tensor([1, 2]).sum().item() == 3)
    #expect(Tensor([true, true]).sum().item() == 2)
  }

  @Test func placesOfExtremes() {
    #expect(table.argmax().item() == 4)
    #expect(table.argmax(0).elements() == [0, 1, 0])
    #expect(table.argmin(1, keepDim: true).shape == [2, 1])
    #expect(table.argmin(1).elements() == [1, 2])
    let largest = table.max(along: 1)
    expect(largest.values, [3, 4])
    #expect(largest.indices.elements() == [0, 1])
    let smallest = table.min(along: 0, keepDim: true)
    expect(smallest.values, [0.5, -1, -2], shape: [1, 3])
    #expect(smallest.indices.elements() == [1, 0, 1])
  }

  @Test func runningResults() {
    expect(table.cumulativeSum(1), [3, 2, 4, 0.5, 4.5, 2.5], shape: [2, 3])
    expect(table.cumulativeProduct(1), [3, -3, -6, 0.5, 2, -4])
    expect(table.cumulativeMax(1), [3, 3, 3, 0.5, 4, 4])
    expect(table.cumulativeMin(1), [3, -1, -1, 0.5, 0.5, -2])
    expect(
      table.cumulativeLogSumExp(0),
      [3, -1, 2, log(exp(3) + exp(0.5)), log(exp(-1) + exp(4)), log(exp(2) + exp(-2))])
    expect(table.differences(), [-4, 3, 3.5, -6], shape: [2, 2])
    expect(table.differences(0), [-2.5, 5, -4])
    expect(table.differences(1, order: 2), [7, -9.5])
    #expect(Tensor([0, 3, 0, 1]).countNonzero().item() == 2)
    #expect(Tensor([0, 3, 0, 1], shape: [2, 2]).countNonzero(0).elements() == [0, 2])
  }

  @Test func gradientsAgreeWithFiniteDifferences() {
    let rules: [(String, (Tensor) -> Tensor)] = [
      ("sum", { $0.sum(1) }), ("mean", { $0.mean(0) }), ("prod", { $0.prod(1) }),
      ("prod of all", { $0.prod() }), ("max", { $0.max(1) }), ("min", { $0.min() }),
      ("max along", { $0.max(along: 1).values }), ("min along", { $0.min(along: 0).values }),
      ("variance", { $0.variance(1) }), ("deviation", { $0.standardDeviation() }),
      ("logSumExp", { $0.logSumExp(1) }), ("cumsum", { $0.cumulativeSum(1) }),
      ("cumprod", { $0.cumulativeProduct(1) }), ("cummax", { $0.cumulativeMax(1) }),
      ("cummin", { $0.cumulativeMin(1) }), ("logcumsumexp", { $0.cumulativeLogSumExp(1) }),
      ("differences", { $0.differences() }),
    ]
    for (name, rule) in rules { expectGradient(table, name: name) { rule($0[0]) } }
  }
}

@Suite struct OrderTests {
  let table = Tensor([3.0, -1, 2, 2, 4, 2], shape: [2, 3])

  @Test func sortingIsStable() {
    let up = table.sorted()
    expect(up.values, [-1, 2, 3, 2, 2, 4], shape: [2, 3])
    #expect(up.indices.elements() == [1, 2, 0, 0, 2, 1])
    expect(table.sorted(dim: 0, descending: true).values, [3, 4, 2, 2, -1, 2])
    let top = table.topK(2)
    expect(top.values, [3, 2, 4, 2], shape: [2, 2])
    expect(table.topK(1, dim: 0).values, [3, 4, 2], shape: [1, 3])
  }

  @Test func ranksAndShares() {
    expect(table.smallest(rank: 2).values, [2, 2])
    expect(table.smallest(rank: 1, dim: 0, keepDim: true).values, [2, -1, 2], shape: [1, 3])
    expect(table.median(), [2])
    expect(table.median(0), [2, -1, 2])
    expect(Tensor([1.0, 2, 3, 4]).median(), [2])
    expect(Tensor([1.0, 2, 3, 4]).quantiles([0, 0.5, 1]), [1, 2.5, 4], shape: [3])
    expect(table.quantiles([0.25], dim: 1), [0.5, 2], shape: [1, 2])
    #expect(Tensor([1, 2, 3] as [Float]).quantiles([0.5]).elements() == [2] as [Float])
  }

  @Test func differentElementsAreCounted() {
    let found = table.unique()
    expect(found.values, [-1, 2, 3, 4])
    #expect(found.places.elements() == [2, 0, 1, 1, 3, 1])
    #expect(found.places.shape == [2, 3])
    #expect(found.counts.elements() == [1, 3, 1, 1])
    let rows = Tensor(rows: [[1, 2], [0, 5], [1, 2]]).uniqueSlices(0)
    #expect(rows.slices.elements() == [0, 5, 1, 2])
    #expect(rows.places.elements() == [1, 0, 1])
    #expect(rows.counts.elements() == [1, 2])
  }

  @Test func placesInOrderedElements() {
    let edges = Tensor([1.0, 2, 2, 5])
    let values = Tensor([0.0, 2, 3, 9])
    #expect(edges.insertionPlaces(of: values).elements() == [0, 1, 3, 4])
    #expect(edges.insertionPlaces(of: values, afterEqual: true).elements() == [0, 3, 3, 4])
    #expect(values.isIn(edges).elements() == [false, true, false, false])
    expect(Tensor([0.0, 1, 1.5, 2, 7]).histogram(bins: 2, from: 0, to: 2), [1, 3])
  }

  @Test func gradientsAgreeWithFiniteDifferences() {
    let distinct = Tensor([3.0, -1, 2.5, 2, 4, 0], shape: [2, 3])
    let rules: [(String, (Tensor) -> Tensor)] = [
      ("sorted", { $0.sorted().values }), ("topK", { $0.topK(2).values }),
      ("smallest", { $0.smallest(rank: 2).values }), ("median", { $0.median(1) }),
      ("median of all", { $0.median() }), ("quantiles", { $0.quantiles([0.3, 0.7], dim: 1) }),
    ]
    for (name, rule) in rules { expectGradient(distinct, name: name) { rule($0[0]) } }
  }
}
