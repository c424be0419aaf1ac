/// Where a tensor lives.
public enum Device: Hashable, Sendable, CustomStringConvertible {
  case cpu
  case cuda(Int)

  /// The shim's number of the device: type × 256 + index + 1.
  var code: Int64 {
    switch self {
    case .cpu: 0
    case .cuda(let index): 256 + Int64(index) + 1
    }
  }

  init(code: Int64) {
    self = code < 256 ? .cpu : .cuda(Int(code % 256) - 1)
  }

  /// `cpu`, `cuda` or `cuda:<index>`; anything else is nil.
  public init?(_ name: String) {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    switch (parts.first, parts.count) {
    case ("cpu", 1): self = .cpu
    case ("cuda", 1): self = .cuda(0)
    case ("cuda", 2):
      guard let index = Int(parts[1]), (0..<64).contains(index) else { return nil }
      self = .cuda(index)
    default: return nil
    }
  }

  /// The name that `init(_:)` reads.
  public var description: String {
    switch self {
    case .cpu: "cpu"
    case .cuda(let index): "cuda:\(index)"
    }
  }
}
