import Foundation

extension Tensor: CustomStringConvertible {
  /// Dtype, shape and elements, as nested lists; what is long is elided.
  ///
  /// ```
  /// float32[2, 3]
  /// [[1, 2, 3],
  ///  [4, 5, 6.5]]
  /// ```
  public var description: String {
    let printed = noGrad { Description(self, shape: shape) }
    return "\(signature)\(device == .cpu ? "" : " on \(device)")\n\(printed.text)"
  }
}

/// The elements of a tensor as text, at most `edge` from each end of a long dimension.
private struct Description {
  private static let edge = 3
  /// Tensors with at most this many elements are printed whole.
  private static let wholeCount = 1000

  let text: String

  init(_ tensor: Tensor, shape: [Int]) {
    let whole = tensor.count <= Self.wholeCount
    // The kept places of each dimension; nil stands for the gap.
    let places = shape.map { size -> [Int?] in
      guard !whole, size > 2 * Self.edge else { return Array(0..<size) }
      return Array(0..<Self.edge) + [nil] + Array(size - Self.edge..<size)
    }
    let kept = places.enumerated().reduce(tensor) { kept, entry in
      let positions = entry.element.compactMap { $0 }
      return positions.count == shape[entry.offset]
        ? kept : kept.indexSelected(entry.offset, Tensor(positions).moved(to: tensor.device))
    }
    var elements = Self.elements(kept)[...]
    let width = elements.map(\.count).max() ?? 0
    func list(_ depth: Int) -> String {
      guard depth < shape.count else {
        let element = elements.removeFirst()
        return shape.isEmpty
          ? element : String(repeating: " ", count: width - element.count) + element
      }
      let last = depth == shape.count - 1
      let parts = places[depth].map { $0 == nil ? "…" : list(depth + 1) }
      let newLine = String(repeating: "\n", count: max(1, min(2, shape.count - depth - 1)))
      let indent = String(repeating: " ", count: depth + 1)
      return "[" + parts.joined(separator: last ? ", " : "," + newLine + indent) + "]"
    }
    text = list(0)
  }

  private static func elements(_ tensor: Tensor) -> [String] {
    if tensor.dtype == .bool { return tensor.elements(Bool.self).map { "\($0)" } }
    if tensor.dtype.isFloatingPoint {
      return tensor.elements(Double.self).map { String(format: "%.5g", $0) }
    }
    return tensor.elements(Int.self).map { "\($0)" }
  }
}
