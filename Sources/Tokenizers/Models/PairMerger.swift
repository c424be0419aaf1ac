/// A stretch of a piece that has one id so far; stretches form a linked list.
struct Symbol {
  var id: Int32
  /// The first byte in the piece.
  var start: Int32
  /// In bytes; 0 once it has been merged into its left neighbour.
  var length: Int32
  var previous: Int32 = -1
  var next: Int32 = -1
}

/// What two neighbouring symbols merge into, and how early: the lowest rank goes first.
struct Merge {
  let rank: Int32
  let id: Int32
}

/// Merges neighbours in the order of rank, then from left to right, until none is left.
///
/// A queue keeps it at n log n for long pieces.
struct PairMerger {
  var symbols: [Symbol] = []
  private var queue = MergeQueue()

  mutating func clear() { symbols.removeAll(keepingCapacity: true) }

  /// Appends a symbol at the right end.
  mutating func append(id: Int32, start: Int, length: Int) {
    let index = Int32(symbols.count)
    if index > 0 { symbols[Int(index) - 1].next = index }
    symbols.append(
      Symbol(id: id, start: Int32(start), length: Int32(length), previous: index - 1))
  }

  /// Merges all that `rule` allows.
  mutating func run(_ rule: (Symbol, Symbol) -> Merge?) {
    queue.clear()
    guard symbols.count > 1 else { return }
    for left in 0..<symbols.count - 1 { consider(left, left + 1, rule) }
    while let candidate = queue.pop() {
      let left = Int(candidate.left)
      let right = Int(symbols[left].next)
      // An entry is stale once either side has grown or gone.
      guard symbols[left].length > 0, right >= 0,
        symbols[left].length + symbols[right].length == candidate.length
      else { continue }
      let next = symbols[right].next
      symbols[left].id = candidate.id
      symbols[left].length = candidate.length
      symbols[left].next = next
      symbols[right].length = 0
      if next >= 0 { symbols[Int(next)].previous = Int32(left) }
      if symbols[left].previous >= 0 { consider(Int(symbols[left].previous), left, rule) }
      if next >= 0 { consider(left, Int(next), rule) }
    }
  }

  private mutating func consider(_ left: Int, _ right: Int, _ rule: (Symbol, Symbol) -> Merge?) {
    guard let merge = rule(symbols[left], symbols[right]) else { return }
    queue.push(
      MergeQueue.Candidate(
        key: UInt64(UInt32(bitPattern: merge.rank)) << 32 | UInt64(left), id: merge.id,
        length: symbols[left].length + symbols[right].length))
  }
}

/// A binary heap of possible merges.
private struct MergeQueue {
  struct Candidate {
    /// Rank above position: the order of merging.
    let key: UInt64
    let id: Int32
    let length: Int32

    var left: UInt32 { UInt32(truncatingIfNeeded: key) }
  }

  private var heap: [Candidate] = []

  mutating func clear() { heap.removeAll(keepingCapacity: true) }

  mutating func push(_ candidate: Candidate) {
    heap.append(candidate)
    var child = heap.count - 1
    while child > 0, case let parent = (child - 1) / 2, heap[parent].key > candidate.key {
      heap[child] = heap[parent]
      child = parent
    }
    heap[child] = candidate
  }

  mutating func pop() -> Candidate? {
    guard let last = heap.popLast() else { return nil }
    guard let top = heap.first else { return last }
    var parent = 0
    while case var child = 2 * parent + 1, child < heap.count {
      if child + 1 < heap.count, heap[child + 1].key < heap[child].key { child += 1 }
      if heap[child].key >= last.key { break }
      heap[parent] = heap[child]
      parent = child
    }
    heap[parent] = last
    return top
  }
}

/// Merges by the ids of the two sides: an open-addressing hash table.
struct MergeTable {
  private var keys: [UInt64]
  private var merges: [Merge]
  private static let free = UInt64.max

  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    keys = Array(repeating: Self.free, count: size)
    merges = Array(repeating: Merge(rank: 0, id: 0), count: size)
  }

  /// The caller keeps within the capacity.
  subscript(left: Int32, right: Int32) -> Merge? {
    get {
      let slot = slot(Self.key(left, right))
      return keys[slot] == Self.free ? nil : merges[slot]
    }
    set {
      guard let newValue else { return }
      let key = Self.key(left, right)
      let slot = slot(key)
      keys[slot] = key
      merges[slot] = newValue
    }
  }

  private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  private func slot(_ key: UInt64) -> Int {
    let mask = keys.count - 1
    let mixed = (key ^ key >> 32) &* 0x9E37_79B9_7F4A_7C15
    var slot = Int(truncatingIfNeeded: mixed >> 20) & mask
    while keys[slot] != key, keys[slot] != Self.free { slot = (slot + 1) & mask }
    return slot
  }
}
