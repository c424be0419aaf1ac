import Tensors
import Testing

/// Programmers' errors stop the program, so each is made in a process of its own.
@Suite struct ErrorTests {
  /// Expects what a stopped program wrote to standard error.
  func expect(
    _ result: ExitTest.Result?, says parts: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    for part in parts {
      #expect(text.contains(part), "\(text)", sourceLocation: sourceLocation)
    }
    // One line, without libtorch's own stack.
    #expect(!text.contains("Exception raised from"), sourceLocation: sourceLocation)
  }

  @Test func shapesThatDoNotBroadcast() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor([1, 2, 3] as [Float]) + Tensor([1.0, 2]) }
    expect(
      result, says: "Fatal error: add.Tensor(float32[3], float64[2]): The size of tensor a (3)")
  }

  @Test func sizesThatDoNotMultiply() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3]).matmul(Tensor.zeros([4, 5])) }
    expect(result, says: "matmul(float32[2, 3], float32[4, 5])", "(2x3 and 4x5)")
  }

  @Test func tablesThatAreNotAsWideAsRows() async {
    let norm = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3]).rmsNorm(weight: Tensor.ones([1])) }
    expect(norm, says: "rms_norm(float32[2, 3], float32[1]", "another width")
    let rotation = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let (narrow, wide) = (Tensor.ones([2, 1]), Tensor.ones([4]))
      _ = noGrad { Tensor.zeros([2, 4]).rotated(cosines: narrow, sines: wide) }
    }
    expect(rotation, says: "rotate(float32[2, 4], float32[2, 1]", "another width")
  }

  @Test func dtypesThatDoNotFit() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor([1.0, 2]).crossEntropy(Tensor([0 as Float])) }
    expect(result, says: "cross_entropy_loss(float64[2], float32[1]")
  }

  /// c10::IndexError.
  @Test func indicesOutOfRange() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3])[0, 3] }
    expect(result, says: "select.int(float32[3], 0, 3)", "index 3 out of range")
  }

  @Test func negativeIndicesOutOfRange() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3])[-3] }
    expect(result, says: "select.int(float32[2, 3], 0, -3)")
  }

  @Test func positionsOutOfRange() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3])[Tensor([5])] }
    expect(result, says: "index.Tensor(float32[2, 3], [int64[1]])", "index 5 is out of bounds")
  }

  @Test func wordsThatAreNotInTheTable() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor([7]).embedded(in: Tensor.zeros([3, 2])) }
    expect(result, says: "embedding(float32[3, 2], int64[1])", "out of range")
  }

  @Test func tooManyIndices() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2])[0, 0] }
    expect(result, says: "2 indices into float32[2]")
  }

  @Test func dimensionsOutOfRange() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3]).sum(2) }
    expect(result, says: "sum.dim_IntList(float32[2, 3], [2]", "Dimension out of range")
  }

  /// c10::LinAlgError.
  @Test func singularMatrices() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 2]).inverse() }
    expect(result, says: "linalg_inv(float32[2, 2])", "singular")
  }

  /// std::length_error, not one of libtorch's own.
  @Test func standardExceptions() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([1]).expanded([1 << 61]).unbound() }
    expect(result, says: "unbind.int(float32[2305843009213693952], 0)")
  }

  @Test func moreMemoryThanThereIs() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([1 << 50]) }
    expect(result, says: "zeros([1125899906842624]", "memory")
  }

  @Test func elementsThatDoNotFillTheShape() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor([1, 2, 3], shape: [2, 2]) }
    expect(result, says: "3 elements do not fill shape [2, 2]")
  }

  @Test func bytesThatDoNotFillTheShape() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      [1, 2, 3].withUnsafeBytes { _ = Tensor(bytes: $0, shape: [2], dtype: .int64) }
    }
    expect(result, says: "copying into int64[2]", "needs 16 bytes, got 24")
  }

  @Test func rowsOfDifferentLengths() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor(rows: [[1, 2], [3]]) }
    expect(result, says: "row 1 has 1 elements, the first has 2")
  }

  @Test func severalElementsAreNoItem() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor([1, 2]).item(Int.self) }
    expect(result, says: "item() of int64[2], which has 2 elements")
  }

  @Test func wrappingImpossibleShapes() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      final class Memory {}
      let memory = UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8)
      _ = Tensor.wrapping(memory, shape: [-1], dtype: .int64, owner: Memory())
    }
    expect(result, says: "wrapping int64[-1]")
  }

  @Test func backwardOfWhatIsNoNumber() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { (Tensor([1.0, 2]).requiringGradient() * 2).backward() }
    expect(result, says: "backward of float64[2]", "scalar outputs")
  }

  @Test func backwardTwice() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let x = Tensor([1.0]).requiringGradient()
      let y = (x * x).sum()
      y.backward()
      y.backward()
    }
    expect(result, says: "backward of float64[]", "second time")
  }

  @Test func gradientsOfIntegers() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { Tensor([1]).requiringGradient() }
    expect(result, says: "requiring a gradient of int64[1]", "floating point")
  }

  @Test func gradientsOfAnotherShape() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { Tensor([1.0]).gradient = Tensor([1.0, 2]) }
    expect(result, says: "setting the gradient of float64[1]", "[2]")
  }

  @Test func leavesChangedWhileRecording() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { Tensor([1.0]).requiringGradient().add_(1) }
    expect(result, says: "add_.Scalar(float64[1], 1.0", "in-place operation")
  }

  @Test func statesOfAnotherKind() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { Generator(seed: 1).state = Tensor([1, 2, 3] as [UInt8]) }
    expect(result, says: "restoring a generator from uint8[3]")
  }

  @Test func missingDevices() async {
    guard !Engine.hasCUDA else { return }
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([1], on: .cuda(0)) }
    expect(result, says: "zeros([1], 6, -, cuda:0)")
  }

  @Test func generatorsOnMissingDevices() async {
    guard !Engine.hasCUDA else { return }
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Generator(seed: 1, device: .cuda(1)) }
    expect(result, says: "generator on cuda:1")
  }

  @Test func weightsOfNoKnownRank() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([1, 2, 3]).convolved(Tensor.zeros([2, 3])) }
    expect(result, says: "convolved: weight float32[2, 3] has no 1, 2 or 3 spatial sizes")
  }

  @Test func dropoutOfEverything() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.ones([2]).dropout(1, using: Generator(seed: 1)) }
    expect(result, says: "dropout(1.0): not in 0..<1")
  }

  @Test func sparseElements() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let one = Tensor([0])
      let sparse = Tensor.sparseMatrix(
        rows: one, columns: one, values: Tensor([1.0]), height: 1, width: 1)
      _ = sparse.elements(Double.self)
    }
    expect(result, says: "reading float64[1, 1]")
  }
}
