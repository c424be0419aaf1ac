import NN
import Optim
import Tensors

/// The work that eager.py does too: a tiny operator, and one step of training a perceptron.
struct TrainingStep {
  private struct Perceptron: Layer {
    let first: Linear
    let second: Linear
    let third: Linear

    init(using generator: Generator) {
      first = Linear(32, 64, using: generator)
      second = Linear(64, 64, using: generator)
      third = Linear(64, 10, using: generator)
    }

    func callAsFunction(_ input: Tensor) -> Tensor {
      third(second(first(input).relu()).relu())
    }
  }

  private let a: Tensor
  private let b: Tensor
  private let inputs: Tensor
  private let targets: Tensor
  private let network: Perceptron
  private let optimiser: AdamW

  init() {
    let generator = Generator(seed: 0)
    a = .randn([4], using: generator)
    b = .randn([4], using: generator)
    inputs = .randn([32, 32], using: generator)
    targets = .randint([32], in: 0..<10, using: generator)
    network = Perceptron(using: generator)
    optimiser = AdamW(network.parameters, rate: 1e-3)
  }

  /// Seconds of one of `count` additions of two vectors of four elements.
  func operatorSeconds(_ count: Int) -> Double {
    seconds { for _ in 0..<count { _ = a + b } } / Double(count)
  }

  /// Seconds of one of `count` steps of AdamW on a batch of 32.
  func stepSeconds(_ count: Int) -> Double {
    seconds {
      for _ in 0..<count { optimiser.minimise(network(inputs).crossEntropy(targets)) }
    } / Double(count)
  }
}

/// The races against PyTorch, or why there are none.
struct AgainstPyTorch {
  var races: [Race] = []
  var version: String?
  var missing: String?

  /// Races on one thread; the other threads are given back afterwards.
  init(python: String, operators: Int, steps: Int, rounds: Int) throws {
    let threads = Engine.threads
    Engine.threads = 1
    defer { Engine.threads = threads }
    do {
      let eager = try PythonWorker(python: python, script: "eager.py")
      let work = TrainingStep()
      version = eager.version
      races = [
        try Race(
          "tiny operator", against: "PyTorch eager", rounds: rounds,
          ours: { work.operatorSeconds(operators) },
          reference: { try eager.seconds("operator", operators) }),
        try Race(
          "training step", against: "PyTorch eager", rounds: rounds,
          ours: { work.stepSeconds(steps) }, reference: { try eager.seconds("step", steps) }),
        try Race(
          "training step, all fused", against: "PyTorch eager, AdamW(fused=True)", rounds: rounds,
          ours: { work.stepSeconds(steps) },
          reference: { try eager.seconds("fused-step", steps) }),
      ]
    } catch let error as PythonWorker.Missing {
      missing = "\(python) does not run eager.py: \(error.reason)"
    }
  }

  /// The race that the target is about.
  var step: Race? { races.dropFirst().first }
}
