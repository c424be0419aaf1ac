import func Tensors.require

/// A part of a dataset: a range, with a stride where wanted, in each of its leading dimensions.
public struct Selection: Sendable {
  var ranges: [Range<Int>]
  var strides: [Int]

  /// Everything.
  public static let all = Selection(ranges: [], strides: [])

  /// Consecutive indices of the first dimension.
  public static func rows(_ range: Range<Int>) -> Selection { ranges([range]) }

  /// A range in each leading dimension; the dimensions that are not named are taken whole.
  ///
  /// Strides, where given, are one for each range: of a range, every so many-th index.
  public static func ranges(_ ranges: [Range<Int>], strides: [Int]? = nil) -> Selection {
    let strides = strides ?? ranges.map { _ in 1 }
    require(
      strides.count == ranges.count && strides.allSatisfy { $0 > 0 },
      "strides \(strides) for ranges \(ranges)")
    return Selection(ranges: ranges, strides: strides)
  }

  /// Start, stride and count in each dimension of a dataset of this shape.
  func resolved(_ shape: [Int]) throws -> (start: [UInt64], stride: [UInt64], count: [UInt64]) {
    guard ranges.count <= shape.count,
      zip(ranges, shape).allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= $1 })
    else {
      let wanted = ranges.map { "\($0.lowerBound)..<\($0.upperBound)" }.joined(separator: ", ")
      throw Mismatch(reason: "[\(wanted)] lies outside shape \(shape)")
    }
    let rest = shape.dropFirst(ranges.count)
    let counts = zip(ranges, strides).map { ($0.count + $1 - 1) / $1 }
    return (
      ranges.map { UInt64($0.lowerBound) } + rest.map { _ in 0 },
      strides.map(UInt64.init) + rest.map { _ in 1 },
      counts.map(UInt64.init) + rest.map(UInt64.init)
    )
  }
}
