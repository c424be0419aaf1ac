/// A set of byte strings with values, walked byte by byte: which of them begin here?
struct PrefixTrie {
  private var labels: [UInt8] = [0]
  private var firstChild: [Int32] = [0]
  private var childCount: [UInt16] = [0]
  private var values: [Int32] = [-1]
  private var rootChild = [Int32](repeating: -1, count: 256)

  /// The node at which every walk begins.
  static let root = 0

  /// Builds the trie; of two equal keys the first counts. Values are not negative.
  init(_ keys: [(bytes: ArraySlice<UInt8>, value: Int32)]) {
    let sorted = keys.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    // Breadth first, so that the children of a node lie side by side.
    var queue = [(node: 0, keys: 0..<sorted.count, depth: 0)]
    var head = 0
    while head < queue.count {
      let (node, range, depth) = queue[head]
      head += 1
      var low = range.lowerBound
      while low < range.upperBound, sorted[low].bytes.count == depth {
        if values[node] < 0 { values[node] = sorted[low].value }
        low += 1
      }
      firstChild[node] = Int32(labels.count)
      while low < range.upperBound {
        let label = Self.byte(sorted[low].bytes, depth)
        var high = low + 1
        while high < range.upperBound, Self.byte(sorted[high].bytes, depth) == label { high += 1 }
        if node == Self.root { rootChild[Int(label)] = Int32(labels.count) }
        queue.append((labels.count, low..<high, depth + 1))
        labels.append(label)
        firstChild.append(0)
        childCount.append(0)
        values.append(-1)
        childCount[node] += 1
        low = high
      }
    }
  }

  private static func byte(_ key: ArraySlice<UInt8>, _ offset: Int) -> UInt8 {
    key[key.startIndex + offset]
  }

  /// The node one byte further.
  func child(of node: Int, _ byte: UInt8) -> Int? {
    if node == Self.root {
      let child = Int(rootChild[Int(byte)])
      return child < 0 ? nil : child
    }
    var low = Int(firstChild[node])
    var high = low + Int(childCount[node])
    while low < high {
      let middle = (low + high) / 2
      if labels[middle] == byte { return middle }
      if labels[middle] < byte { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// The value of the key that ends at a node.
  func value(at node: Int) -> Int32? { values[node] < 0 ? nil : values[node] }

  /// The longest key that begins at `start`.
  func longestMatch(_ text: UnsafeBufferPointer<UInt8>, from start: Int)
    -> (length: Int, value: Int32)?
  {
    var node = Self.root
    var best: (length: Int, value: Int32)?
    var position = start
    while position < text.count, let next = child(of: node, text[position]) {
      node = next
      position += 1
      if let value = value(at: node) { best = (position - start, value) }
    }
    return best
  }
}
