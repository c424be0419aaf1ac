import Tensors
import Testing

@Suite struct ConvertTests {
  @Test func everyDtypeHoldsSmallIntegersAndComesBack() {
    for dtype in DType.allCases where dtype != .bool {
      let tensor = Tensor([0, 1, 2, 100]).converted(to: dtype)
      #expect(tensor.dtype == dtype)
      #expect(tensor.elements(Int.self) == [0, 1, 2, 100], "\(dtype)")
      #expect(tensor.elements(Float.self) == [0, 1, 2, 100], "\(dtype)")
      #expect(tensor.signature == "\(dtype)[4]")
      tensor.withBytes { #expect($0.count == 4 * dtype.bytes, "\(dtype)") }
    }
    #expect(Tensor([0, 3]).converted(to: .bool).elements() == [false, true])
    #expect(Tensor([true, false]).elements(Int.self) == [1, 0])
  }

  @Test func elementTypesMapToDtypes() {
    #expect(Tensor([1] as [UInt8]).dtype == .uint8)
    #expect(Tensor([1] as [Int8]).dtype == .int8)
    #expect(Tensor([1] as [Int16]).dtype == .int16)
    #expect(Tensor([1] as [Int32]).dtype == .int32)
    #expect(Tensor([1] as [Int64]).dtype == .int64)
    #expect(Tensor([1]).dtype == .int64)
    #expect(Tensor([1] as [Float]).dtype == .float32)
    #expect(Tensor([1.0]).dtype == .float64)
    #expect(Tensor([true]).dtype == .bool)
    #expect(Tensor([-5] as [Int8]).elements(Int8.self) == [-5])
    #expect(Tensor([-300] as [Int16]).elements(Int16.self) == [-300])
    #expect(Tensor([-70_000] as [Int32]).elements(Int32.self) == [-70_000])
    #expect(Tensor([250] as [UInt8]).elements(UInt8.self) == [250])
  }

  #if !(os(macOS) && arch(x86_64))
    @Test func halfPrecisionRoundTrips() {
      let half = Tensor([0.1, 65_504, -2] as [Float16])
      #expect(half.dtype == .float16)
      #expect(half.elements(Float16.self) == [0.1, 65_504, -2])
      #expect(half.elements(Float.self) == [0.099975586, 65_504, -2])
      #expect(Tensor([70_000.0]).converted(to: .float16).elements(Float16.self) == [.infinity])
    }
  #endif

  @Test func bfloat16KeepsTheUpperHalfOfAFloat() {
    let brain = Tensor([1, 3.1415927, -1e30] as [Float]).converted(to: .bfloat16)
    #expect(brain.elements(Float.self)[1] == 3.140625)
    let bits: [UInt16] = brain.withBytes { Array($0.bindMemory(to: UInt16.self)) }
    #expect(bits[0...1] == [0x3F80, 0x4049])
    let read = bits.withUnsafeBytes { Tensor(bytes: $0, shape: [3], dtype: .bfloat16) }
    #expect(read.isEqual(to: brain))
    // Sums of bfloat16 round to 8 bits.
    #expect((brain + brain).elements(Float.self)[1] == 6.28125)
  }

  @Test func foreignTruthValuesAreTrue() {
    let bytes: [UInt8] = [0, 1, 2, 255]
    let read = bytes.withUnsafeBytes { Tensor(bytes: $0, shape: [4], dtype: .bool) }
    #expect(read.elements() == [false, true, true, true])
    #expect(read.elements(Int.self) == [0, 1, 1, 1])
  }

  @Test func gradientsFlowThroughConversions() {
    let leaf = Tensor([1.5, 2]).requiringGradient()
    (leaf.converted(to: .float32) * 3).sum().backward()
    #expect(leaf.gradient?.dtype == .float64)
    #expect(leaf.gradient?.elements() == [3.0, 3])
  }

  @Test func sameDtypeAndDeviceChangeNothing() {
    let tensor = Tensor([1.0])
    #expect(tensor.converted(to: .float64) === tensor)
    #expect(tensor.moved(to: .cpu) === tensor)
    #expect(tensor.contiguous() === tensor)
    #expect(tensor.copy() !== tensor)
  }

  @Test func copiesAndViewsShareMemoryOrNot() {
    let base = Tensor([1.0, 2, 3, 4], shape: [2, 2])
    let (view, copy) = (base.transposed(), base.copy())
    base.fill_(7)
    #expect(view.elements() == [7.0, 7, 7, 7])
    #expect(copy.elements() == [1.0, 2, 3, 4])
    #expect(!copy.transposed().isContiguous)
    #expect(copy.transposed().contiguous().isContiguous)
    #expect(copy.transposed().elements() == [1.0, 3, 2, 4])
    copy.transposed().withBytes { bytes in
      #expect(Array(bytes.bindMemory(to: Double.self)) == [1, 3, 2, 4])
    }
    var out = [Double](repeating: 0, count: 4)
    out.withUnsafeMutableBytes { copy.transposed().copyBytes(to: $0) }
    #expect(out == [1, 3, 2, 4])
  }

  @Test func devicesHaveNames() {
    #expect(Device("cpu") == .cpu)
    #expect(Device("cuda") == .cuda(0))
    #expect(Device("cuda:3") == .cuda(3))
    for wrong in ["", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:64", "cpu:0", "cuda:1:2"] {
      #expect(Device(wrong) == nil, "\(wrong)")
    }
    #expect("\(Device.cuda(2))" == "cuda:2")
    #expect("\(Tensor([1.0]).device)" == "cpu")
  }
}
