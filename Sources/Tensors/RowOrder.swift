/// The order of the elements of many short rows.
///
/// libtorch sorts each row with comparisons that cannot be foreseen, some 25 ns an element; counting
/// how many elements of the row come before each one takes more comparisons, but sixteen at a time.
enum RowOrder {
  /// Rows up to this length are counted faster than sorted.
  static let longest = 256
  private typealias Lanes = SIMD16<Int32>

  /// The places of each row's elements in ascending order, equal ones in their order, NaN last.
  static func ascending(_ rows: UnsafeBufferPointer<Float>, width: Int) -> [Int64] {
    let blocks = (width + 15) / 16
    return withUnsafeTemporaryAllocation(of: Lanes.self, capacity: blocks) { lanes in
      lanes.initialize(repeating: Lanes(repeating: .max))
      return lanes.withMemoryRebound(to: Int32.self) { keys in
        [Int64](unsafeUninitializedCapacity: rows.count) { order, count in
          for start in stride(from: 0, to: rows.count, by: width) {
            for place in 0..<width { keys[place] = key(rows[start + place]) }
            for block in 0..<blocks {
              let ranks = ranks(of: block, in: keys, width: width)
              let first = 16 * block
              for lane in 0..<min(16, width - first) {
                order[start + Int(ranks[lane])] = Int64(first + lane)
              }
            }
          }
          count = rows.count
        }
      }
    }
  }

  /// How many keys come before each of a block's sixteen.
  private static func ranks(
    of block: Int, in keys: UnsafeMutableBufferPointer<Int32>, width: Int
  ) -> Lanes {
    let first = 16 * block
    var mine = Lanes()
    for lane in 0..<16 { mine[lane] = keys[first + lane] }
    // A mask counts as −1. Equal keys come before those of later places only.
    var later = Lanes()
    for place in 0..<first {
      later &+= unsafeBitCast(Lanes(repeating: keys[place]) .> mine, to: Lanes.self)
    }
    var ranks = later &+ Int32(first)
    for place in min(first + 16, width)..<width {
      ranks &-= unsafeBitCast(Lanes(repeating: keys[place]) .< mine, to: Lanes.self)
    }
    for lane in 0..<min(16, width - first) {
      let key = Lanes(repeating: keys[first + lane])
      ranks &-= unsafeBitCast(key .< mine .| (key .== mine .& after[lane]), to: Lanes.self)
    }
    return ranks
  }

  /// Which lanes come after each lane.
  private static let after: [SIMDMask<Lanes>] = {
    let numbers = Lanes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    return (0..<16).map { numbers .> Int32($0) }
  }()

  /// An integer in the order of the numbers: bits of negative ones count backwards.
  private static func key(_ value: Float) -> Int32 {
    guard !value.isNaN else { return .max }
    // −0 becomes 0: they are equal.
    let bits = Int32(bitPattern: (value + 0).bitPattern)
    return bits >= 0 ? bits : bits ^ .max
  }
}
