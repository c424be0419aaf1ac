/// The ids of words met before; emptied when it has grown large.
struct WordCache {
  private var words = ByteTable()
  private var ends: [Int32] = []
  private var pool: [Int32] = []

  private static let longestWord = 256
  private static let mostWords = 1 << 17
  private static let mostBytes = 1 << 22

  /// Appends the ids of a word if it is known.
  func append(_ word: UnsafeBufferPointer<UInt8>, to ids: inout [Int32]) -> Bool {
    guard word.count <= Self.longestWord, let entry = words.index(of: word) else { return false }
    let start = entry == 0 ? 0 : Int(ends[entry - 1])
    for index in start..<Int(ends[entry]) { ids.append(pool[index]) }
    return true
  }

  /// Keeps the ids of a word that was not known.
  mutating func insert(_ word: UnsafeBufferPointer<UInt8>, _ ids: ArraySlice<Int32>) {
    guard word.count <= Self.longestWord else { return }
    if words.count >= Self.mostWords || words.byteCount >= Self.mostBytes { self = WordCache() }
    guard words.insert(word).isNew else { return }
    pool.append(contentsOf: ids)
    ends.append(Int32(pool.count))
  }
}
