import Tensors
import Testing

@Suite struct EngineTests {
  @Test func theRightLibraryIsLoaded() {
    #expect(Engine.version == Engine.requiredVersion)
  }

  /// In a process of its own: threads are the process's.
  @Test func threadsAreSetAndKept() async {
    await #expect(processExitsWith: .success) {
      for count in [1, 2] {
        Engine.threads = count
        require(Engine.threads == count, "\(Engine.threads) threads instead of \(count)")
      }
      // Large enough to be shared between threads.
      let matrix = Tensor.randn([300, 300], using: Generator(seed: 1))
      let product = matrix.matmul(matrix)
      require(product.isEqual(to: matrix.matmul(matrix)), "two products differ")
    }
  }

  @Test func additionsToOnePlaceAreDeterministic() {
    let generator = Generator(seed: 1)
    let places = Tensor.randint([100_000], in: 0..<50, using: generator)
    let values = Tensor.randn([100_000], using: generator)
    let zero = Tensor.zeros([50])
    let sums: [(String, () -> Tensor)] = [
      ("scatterAdded", { zero.scatterAdded(0, places, values) }),
      ("indexAdded", { zero.indexAdded(0, places, values) }),
      ("replacing", { zero.replacing(at: [places], with: values, adding: true) }),
    ]
    for (name, sum) in sums {
      let first = sum()
      for _ in 0..<5 { #expect(sum().isEqual(to: first), "\(name)") }
    }
  }

  #if arch(x86_64)
    @Test func numbersTooSmallToBeNormalAreZeroOnAllThreads() async {
      func products(_ dtype: DType, _ factor: Double) -> Int {
        let small = Tensor.full([1_000_000], factor, dtype: dtype)
        return (small * 1e-10).countNonzero().item()
      }
      for (dtype, subnormal) in [(DType.float32, 1e-30), (.float64, 1e-300)] {
        #expect(products(dtype, subnormal) == 0)
        #expect(products(dtype, subnormal * 1e5) == 1_000_000)
        #expect(await Task.detached { products(dtype, subnormal) }.value == 0)
      }
      // Outside of operators they stay what they are.
      let least = Tensor.full([1], .leastNormalMagnitude, dtype: .float64).item(Double.self)
      #expect(least / 2 > 0)
      #expect(Double("4e-310") == 4e-310)
    }
  #endif

  @Test func deterministicAlgorithmsAreOn() {
    #expect(Engine.isDeterministic)
  }
}
