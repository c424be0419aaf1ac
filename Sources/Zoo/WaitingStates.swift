import Store
import Tensors

/// The states of each pack between two layers: in memory as long as there is room, else on disk.
struct WaitingStates {
  private var kept: [Int: Tensor] = [:]
  private let isKept: [Bool]
  private let rows: [Range<Int>]
  private let spilled: ScratchArray?

  init(_ scratch: ScratchFile, tokens: [Int], width: Int, dtype: DType, bytes: Int) throws {
    var (room, start) = (bytes, 0)
    var (isKept, rows): ([Bool], [Range<Int>]) = ([], [])
    for count in tokens {
      let size = count * width * dtype.bytes
      let fits = size <= room
      isKept.append(fits)
      room -= fits ? size : 0
      rows.append(start..<start + (fits ? 0 : count))
      start = rows[rows.count - 1].upperBound
    }
    (self.isKept, self.rows) = (isKept, rows)
    spilled =
      start > 0 ? try scratch.array("states", shape: [start, width], dtype: dtype) : nil
  }

  mutating func take(_ pack: Int) throws -> Tensor {
    if let tensor = kept.removeValue(forKey: pack) { return tensor }
    guard let spilled else { fatalError("no state of pack \(pack)") }
    return try spilled.tensor(.rows(rows[pack]))
  }

  mutating func put(_ state: Tensor, _ pack: Int) throws {
    if isKept[pack] {
      kept[pack] = state
    } else {
      try spilled?.write(state, .rows(rows[pack]))
    }
  }
}
