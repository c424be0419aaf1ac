import Foundation

extension LayerStream {
  /// Whether the whole model could be loaded and read packs within `memory` bytes.
  public func fits(in memory: Int, packSize: Int) -> Bool {
    Self.residentBytes + weightBytes + activationBytes(packSize) + Self.slack(memory) <= memory
  }

  /// The vectors of tokenised sentences, with a resident set of at most `memory` bytes.
  ///
  /// Throws where that is too little for a layer and a pack.
  public func embed(
    _ sentences: [[Int]], packSize: Int = 1024, memory: Int, scratch folder: URL
  ) throws -> StreamedVectors {
    // A sentence longer than a pack makes a longer pack.
    let packSize = max(packSize, sentences.reduce(0) { max($0, $1.count) })
    let needed = Self.residentBytes + layerBytes + activationBytes(packSize) + Self.slack(memory)
    guard needed <= memory else {
      throw ZooError(
        String(
          format: "a memory of %.2f GB is too little: a layer of %.2f GB and packs of %d tokens "
            + "need %.2f GB", Double(memory) / 1e9, Double(layerBytes) / 1e9, packSize,
          Double(needed) / 1e9))
    }
    return try embed(
      sentences, packSize: packSize, stateBytes: memory - needed, scratch: folder)
  }

  /// The bytes of disk that sentences need at most.
  public func scratchBytes(_ sentences: [[Int]]) -> Int {
    let tokens = sentences.reduce(0) { $0 + $1.count }
    return tokens * model.width * dtype.bytes
      + sentences.count * model.stateCount * model.width * 8
  }

  /// What a pack computes in a layer: gate, up, their product and one more are alive at once, and
  /// some copies of the state.
  private func activationBytes(_ packSize: Int) -> Int {
    packSize * (5 * widest + 8 * model.width) * 4
  }

  /// What is left to the allocator and to libraries.
  private static func slack(_ memory: Int) -> Int { memory / 16 }

  /// The memory that this process occupies now; see proc(5), statm.
  private static var residentBytes: Int {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(
      separator: " ")
    return (fields.flatMap { $0.count > 1 ? Int($0[1]) : nil } ?? 0) * sysconf(Int32(_SC_PAGESIZE))
  }
}
