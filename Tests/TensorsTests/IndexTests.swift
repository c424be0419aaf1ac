import Tensors
import Testing

@Suite struct IndexTests {
  let cube = Tensor((0..<24).map(Double.init), shape: [2, 3, 4])

  @Test func integersAndRanges() {
    expect(cube[1, 2, 3], [23], shape: [])
    expect(cube[-1, 0], [12, 13, 14, 15], shape: [4])
    #expect(cube[0..<1].shape == [1, 3, 4])
    expect(cube[0, 1...2, 0], [4, 8])
    expect(cube[0, 0, 2...], [2, 3])
    expect(cube[0, 0, (-1)...], [3])
    expect(cube[0, 0, ..<2], [0, 1])
    expect(cube[0, 0, ..<(-1)], [0, 1, 2])
    expect(cube[0, 0, ...1], [0, 1])
    expect(cube[0, 0, ...(-1)], [0, 1, 2, 3])
    expect(cube[0, 0, -3...(-1)], [1, 2, 3])
    expect(cube[0, 0, (-3)..<(-1)], [1, 2])
    #expect(cube[0, 0, 2..<100].shape == [2])
    #expect(cube[0, 0, 3..<3].shape == [0])
  }

  @Test func casesForTheRest() {
    expect(cube[TensorIndex.rest, 1], [1, 5, 9, 13, 17, 21], shape: [2, 3])
    #expect(cube[TensorIndex.all, TensorIndex.new, 0].shape == [2, 1, 4])
    #expect(cube[0, TensorIndex.rest, TensorIndex.new].shape == [3, 4, 1])
    expect(cube[0, 0, TensorIndex.slice(from: nil, to: nil, step: 3)], [0, 3])
    expect(cube[0, 0, TensorIndex.slice(from: 1, to: -1, step: 1)], [1, 2])
  }

  @Test func tensorsAndMasks() {
    expect(cube[1, Tensor([2, 0]), 0], [20, 12], shape: [2])
    expect(cube[TensorIndex.all, Tensor([-1]), 1], [9, 21], shape: [2, 1])
    expect(cube[Tensor([0, 1]), Tensor([2, 1]), Tensor([3, 0])], [11, 16])
    expect(cube[Tensor([true, false])], cube[0].elements(), shape: [1, 3, 4])
    expect(cube[cube .> 20], [21, 22, 23])
    // A mask stands for all of its dimensions, whatever comes after it.
    let mask = Tensor([true, false, false, false, false, true], shape: [2, 3])
    expect(cube[mask], [0, 1, 2, 3, 20, 21, 22, 23], shape: [2, 4])
    expect(cube[mask, Tensor([1, 2])], [1, 22])
    expect(cube[0, TensorIndex.rest, Tensor([3, 3])], [3, 3, 7, 7, 11, 11], shape: [3, 2])
    #expect(cube[Tensor([Int]())].shape == [0, 3, 4])
  }

  @Test func viewsShareMemoryAndAssignmentWrites() {
    let table = Tensor.zeros([2, 3], dtype: .float64)
    table[0] = Tensor([1.0, 2, 3])
    table[1, 1...] = Tensor(7)
    #expect(table.elements() == [1, 2, 3, 0, 7, 7.0])
    table[0, 0].fill_(5)
    table[TensorIndex.all, Tensor([2])] = Tensor([9 as Float])
    #expect(table.elements() == [5, 2, 9, 0, 7, 9.0])
    table[table .> 6] = Tensor(-1)
    #expect(table.elements() == [5, 2, -1, 0, -1, -1.0])
  }

  @Test func selectionsAlongADimension() {
    let table = cube[0]
    expect(table.indexSelected(1, Tensor([3, 0])), [3, 0, 7, 4, 11, 8], shape: [3, 2])
    expect(table.gathered(1, Tensor([0, 1, 2], shape: [3, 1])), [0, 5, 10], shape: [3, 1])
    expect(table.maskedSelected(table.remainder(5) .== 0), [0, 5, 10])
    #expect(Tensor([0, 3, 0, 5], shape: [2, 2]).nonzero().elements() == [0, 1, 1, 1])
    #expect(Tensor([2, 0]).oneHot(3).elements() == [0, 0, 1, 1, 0, 0])
    #expect(Tensor([1, 1, 3]).bincount(5).elements() == [0, 2, 0, 1, 0])
  }

  @Test func gradientsAgreeWithFiniteDifferences() {
    let mask = Tensor([true, false, false, false, false, true], shape: [2, 3])
    let rules: [(String, (Tensor) -> Tensor)] = [
      ("integer", { $0[1] }), ("range", { $0[0, 1..., ..<2] }), ("tensor", { $0[Tensor([1, 1])] }),
      ("mask", { $0[mask] }), ("index select", { $0.indexSelected(2, Tensor([3, 3, 0])) }),
      ("gather", { $0[0].gathered(1, Tensor([0, 1, 2, 0], shape: [2, 2])) }),
      ("masked select", { $0.maskedSelected($0 .> 6.5) }),
    ]
    for (name, rule) in rules { expectGradient(cube, name: name) { rule($0[0]) } }
  }
}

@Suite struct ScatterTests {
  let base = Tensor([1.0, 2, 3, 4])
  let places = Tensor([1, 3, 1])
  let source = Tensor([10.0, 20, 40])

  @Test func valuesArriveAtTheirPlaces() {
    expect(base.scattered(0, Tensor([3, 0]), Tensor([8.0, 9])), [9, 2, 3, 8])
    expect(base.scattered(0, places, value: 7), [1, 7, 3, 7])
    expect(base.scatterAdded(0, places, source), [1, 52, 3, 24])
    expect(base.indexAdded(0, places, source), [1, 52, 3, 24])
    expect(base.indexCopied(0, Tensor([2, 0]), Tensor([8.0, 9])), [9, 2, 8, 4])
    expect(base.indexFilled(0, Tensor([2, 0]), value: 5), [5, 2, 5, 4])
    expect(base.maskedScattered(Tensor([false, true, true, false]), source), [1, 10, 20, 4])
    expect(base.replacing(at: [places[..<2]], with: Tensor([7.0])), [1, 7, 3, 7])
    expect(base.replacing(at: [places], with: source, adding: true), [1, 52, 3, 24])
    expect(base, [1, 2, 3, 4])
  }

  @Test func neighboursArePooled() {
    expect(base.scatterReduced(0, places, source, .sum), [1, 50, 3, 20])
    expect(base.scatterReduced(0, places, source, .sum, includingSelf: true), [1, 52, 3, 24])
    expect(base.scatterReduced(0, places, source, .mean), [1, 25, 3, 20])
    expect(base.scatterReduced(0, places, source, .product), [1, 400, 3, 20])
    expect(base.scatterReduced(0, places, source, .max), [1, 40, 3, 20])
    expect(base.scatterReduced(0, places, source, .min, includingSelf: true), [1, 2, 3, 4])
  }

  @Test func gradientsAgreeWithFiniteDifferences() {
    let places = places
    let mask = Tensor([false, true, true, true])
    let once = Tensor([1, 3, 0])
    let rules: [(String, (Tensor, Tensor) -> Tensor)] = [
      ("scattered", { $0.scattered(0, once, $1) }),
      ("scatterAdded", { $0.scatterAdded(0, places, $1) }),
      ("sum", { $0.scatterReduced(0, places, $1, .sum) }),
      ("mean", { $0.scatterReduced(0, places, $1, .mean) }),
      ("max", { $0.scatterReduced(0, places, $1, .max) }),
      ("indexAdded", { $0.indexAdded(0, places, $1) }),
      ("indexCopied", { $0.indexCopied(0, once, $1) }),
      ("indexFilled", { $0.indexFilled(0, once, value: 2) + $1.sum() }),
      ("masked", { $0.maskedScattered(mask, $1) }),
      ("replacing", { $0.replacing(at: [places], with: $1, adding: true) }),
    ]
    for (name, rule) in rules {
      expectGradient(base, source, name: name) { rule($0[0], $0[1]) }
    }
  }
}
