import Foundation
import Tensors
import Testing

/// Something whose end can be seen.
private final class Owner {
  let memory: UnsafeMutableBufferPointer<Float>
  private let ended: () -> Void

  init(_ elements: [Float], ended: @escaping () -> Void) {
    memory = .allocate(capacity: elements.count)
    _ = memory.initialize(from: elements)
    self.ended = ended
  }

  deinit {
    memory.deallocate()
    ended()
  }
}

@Suite struct MemoryTests {
  @Test func wrappedMemoryKeepsItsOwnerAlive() {
    var ends = 0
    var tensor: Tensor?
    do {
      let owner = Owner([1, 2, 3, 4]) { ends += 1 }
      guard let base = owner.memory.baseAddress else { return }
      tensor = .wrapping(base, shape: [2, 2], dtype: .float32, owner: owner)
      // Nothing is copied: a change of the memory is seen.
      base[3] = 9
    }
    #expect(ends == 0)
    #expect(tensor?.elements() == [1, 2, 3, 9] as [Float])
    var view = tensor?[1]
    tensor = nil
    #expect(ends == 0)
    #expect(view?.elements() == [3, 9] as [Float])
    view = nil
    #expect(ends == 1)
  }

  @Test func wrappedMemoryWithoutElementsIsReleasedToo() {
    var ends = 0
    do {
      let owner = Owner([1]) { ends += 1 }
      guard let base = owner.memory.baseAddress else { return }
      #expect(Tensor.wrapping(base, shape: [0, 2], dtype: .float32, owner: owner).count == 0)
    }
    #expect(ends == 1)
  }

  @Test func readOnlyMemoryCanBeWrapped() throws {
    let url = FileManager.default.temporaryDirectory.appending(
      path: "wrapped-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    try [1, 2, 3].withUnsafeBufferPointer { Data(buffer: $0) }.write(to: url)
    let mapped = try NSData(contentsOf: url, options: .alwaysMapped)
    let tensor = Tensor.wrapping(
      UnsafeMutableRawPointer(mutating: mapped.bytes), shape: [3], dtype: .int64, owner: mapped)
    #expect((tensor * 2).elements() == [2, 4, 6])
    #expect(tensor.moved(to: .cpu).sum().item() == 6)
  }

  /// In a process of its own: the number of handles is the process's.
  @Test func aTrainingStepLeaksNothing() async {
    await #expect(processExitsWith: .success) {
      let generator = Generator(seed: 1)
      let weight = Tensor.randn([4, 3], using: generator).requiringGradient()
      let (first, second) = (weight.zerosLike(), weight.zerosLike())
      func step(_ number: Int) {
        let x = Tensor.randn([8, 3], using: generator)
        let labels = Tensor.randint([8], in: 0..<4, using: generator)
        let loss = x.linear(weight).tanh().crossEntropy(labels)
        _ = loss.gradients(withRespectTo: [weight], createGraph: true)
        loss.backward()
        guard let gradient = weight.gradient else { fatalError("no gradient") }
        Tensor.clipGradientNorm([gradient], to: 1)
        Tensor.fusedAdamW(
          parameters: [weight], gradients: [gradient], firstMoments: [first],
          secondMoments: [second], steps: [number], rate: 0.1)
        weight.gradient = nil
        _ = loss.item(Float.self) + x.topK(2).values[0, ..<1].sum().item(Float.self)
        _ = x.sorted().values.description
        generator.state = generator.state
      }
      require(Engine.liveTensors == 3, "\(Engine.liveTensors) handles for three tensors")
      for number in 1...5 {
        step(number)
        require(Engine.liveTensors == 3, "\(Engine.liveTensors) handles after step \(number)")
      }
    }
  }
}
