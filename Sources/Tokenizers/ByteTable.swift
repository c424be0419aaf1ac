/// Byte strings numbered in the order of their insertion, found again by hashing.
///
/// Swift's `String` compares by canonical equivalence, which would merge pieces that a vocabulary
/// keeps apart (é as one code point and as two), and costs an allocation a piece; hence bytes.
struct ByteTable {
  private var bytes: [UInt8] = []
  /// Where each entry begins in `bytes`; one more than there are entries.
  private var starts: [UInt32] = [0]
  /// Entry + 1 in the low half, the high half of its hash above it; 0 is free.
  private var slots: [UInt64]

  init(capacity: Int = 16) {
    var size = 32
    while size < capacity * 2 { size *= 2 }
    slots = Array(repeating: 0, count: size)
    starts.reserveCapacity(capacity + 1)
  }

  /// The number of entries.
  var count: Int { starts.count - 1 }

  /// The number of bytes in all entries together.
  var byteCount: Int { bytes.count }

  /// The bytes of an entry.
  subscript(entry: Int) -> ArraySlice<UInt8> {
    bytes[Int(starts[entry])..<Int(starts[entry + 1])]
  }

  /// The entry that equals the key.
  func index(of key: UnsafeBufferPointer<UInt8>) -> Int? {
    let hash = Self.hash(key)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      if slots[slot] >> 32 == hash >> 32 {
        let entry = Int(slots[slot] & 0xFFFF_FFFF) - 1
        if equals(entry, key) { return entry }
      }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Adds the key unless it is there; says where it is and whether it is new.
  mutating func insert(_ key: UnsafeBufferPointer<UInt8>) -> (entry: Int, isNew: Bool) {
    if let entry = index(of: key) { return (entry, false) }
    if (count + 1) * 2 > slots.count { grow() }
    bytes.append(contentsOf: key)
    starts.append(UInt32(bytes.count))
    place(count - 1, hash: Self.hash(key))
    return (count - 1, true)
  }

  private mutating func place(_ entry: Int, hash: UInt64) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(entry + 1)
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for entry in 0..<count {
      place(entry, hash: self[entry].withUnsafeBufferPointer(Self.hash))
    }
  }

  private func equals(_ entry: Int, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = Int(starts[entry])
    guard Int(starts[entry + 1]) - start == key.count else { return false }
    return bytes.withUnsafeBufferPointer { all in
      for offset in 0..<key.count where all[start + offset] != key[offset] { return false }
      return true
    }
  }

  /// A multiplicative hash, eight bytes at a time.
  private static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let raw = UnsafeRawBufferPointer(key)
    var hash = UInt64(truncatingIfNeeded: raw.count) &* 0x9E37_79B9_7F4A_7C15
    var offset = 0
    while offset + 8 <= raw.count {
      let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      hash = (hash ^ word) &* 0xFF51_AFD7_ED55_8CCD
      hash ^= hash >> 32
      offset += 8
    }
    var tail: UInt64 = 0
    while offset < raw.count {
      tail = tail << 8 | UInt64(raw[offset])
      offset += 1
    }
    hash = (hash ^ tail) &* 0xC4CE_B9FE_1A85_EC53
    return hash ^ hash >> 29
  }
}
