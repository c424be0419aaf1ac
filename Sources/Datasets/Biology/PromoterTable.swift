import Foundation

/// Promoters with the expression that was measured: lines of a sequence, a tab and a number.
public struct PromoterTable: Sendable {
  /// The sequences, in upper case.
  public let sequences: [String]
  /// The expression of each.
  public let expressions: [Double]

  /// Reads a file; a first line whose second field is no number is taken for a heading.
  ///
  /// - Throws: where a line has not two fields, a sequence has other letters than A, C, G, T and N, or a
  ///   number is none; the message names file and line.
  public init(_ url: URL) throws {
    var reader = try LineReader(url)
    var (sequences, expressions, line) = ([String](), [Double](), 0)
    while let text = try reader.next() {
      line += 1
      let fields = text.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 2 else {
        throw DatasetError("\(url.path): line \(line) has \(fields.count) fields, not 2")
      }
      guard let expression = Double(fields[1]), expression.isFinite else {
        if line == 1 { continue }
        throw DatasetError("\(url.path): line \(line): \"\(fields[1])\" is no number")
      }
      let sequence = fields[0].uppercased()
      guard !sequence.isEmpty, sequence.utf8.allSatisfy("ACGTN".utf8.contains) else {
        throw DatasetError("\(url.path): line \(line): no sequence of A, C, G, T and N")
      }
      sequences.append(sequence)
      expressions.append(expression)
    }
    (self.sequences, self.expressions) = (sequences, expressions)
  }

  /// Sets of promoters of like expression: the lowest to the highest in `count` bins of equal size, and
  /// each run of `window` bins a set of indices.
  public func quantileSets(_ count: Int, window: Int = 1) -> [[Int]] {
    let order = expressions.indices.sorted { (expressions[$0], $0) < (expressions[$1], $1) }
    let bins = (0..<count).map { bin in
      Array(order[bin * order.count / count..<(bin + 1) * order.count / count])
    }
    return (0...max(0, count - window)).map { first in
      Array(bins[first..<min(first + window, count)].joined())
    }
  }
}
