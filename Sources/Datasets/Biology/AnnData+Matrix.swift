import Foundation
import Store
import Tensors

extension AnnData {
  /// A matrix of an AnnData file: dense, or compressed by rows or by columns.
  struct Matrix {
    let rowCount: Int
    let columnCount: Int
    private let name: String
    private let url: URL
    private let content: Content

    private enum Content {
      case dense(Dataset)
      case sparse(data: Dataset, indices: Dataset, starts: [Int], byRows: Bool)
    }

    /// Opens a matrix by its name in the file, such as `X` or `obsm/X_clone`.
    init(_ name: String, of root: Group, _ url: URL) throws {
      (self.name, self.url) = (name, url)
      guard try root.isGroup(name) else {
        let dense = try root.dataset(name)
        guard dense.shape.count == 2 else {
          throw DatasetError(
            "\(url.path): \(name) has the shape \(dense.shape), not rows and columns")
        }
        (rowCount, columnCount) = (dense.shape[0], dense.shape[1])
        content = .dense(dense)
        return
      }
      let group = try root.group(name)
      let format: String? =
        try group.attributes.value("encoding-type") ?? group.attributes.value("h5sparse_format")
      guard let format, let byRows = Self.formats[format] else {
        throw DatasetError(
          "\(url.path): \(name) is \(format ?? "of no known format"), not csr_matrix or csc_matrix")
      }
      let shape: [Int] =
        try group.attributes.value("shape") ?? group.attributes.value("h5sparse_shape") ?? []
      let starts = try group.dataset("indptr").read(Int.self)
      let (data, indices) = (try group.dataset("data"), try group.dataset("indices"))
      guard shape.count == 2, shape.allSatisfy({ $0 >= 0 }),
        starts.count - 1 == shape[byRows ? 0 : 1], starts.first == 0, starts.last == data.count,
        data.count == indices.count, zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
      else {
        throw DatasetError(
          "\(url.path): \(name) of shape \(shape) has \(starts.count) starts, \(data.count) numbers "
            + "and \(indices.count) indices that do not fit together")
      }
      (rowCount, columnCount) = (shape[0], shape[1])
      content = .sparse(data: data, indices: indices, starts: starts, byRows: byRows)
    }

    /// Whether a format is compressed by rows.
    private static let formats = [
      "csr_matrix": true, "csr": true, "csc_matrix": false, "csc": false,
    ]

    /// Whether consecutive rows can be read without the rest.
    var hasRows: Bool {
      if case .sparse(_, _, _, byRows: false) = content { false } else { true }
    }

    /// Consecutive rows of a matrix that has them, as float32. Shape: `[rows, columns]`.
    func rows(_ range: Range<Int>) throws -> Tensor {
      switch content {
      case .dense(let dataset):
        return try dataset.tensor(.rows(range)).converted(to: .float32)
      case .sparse(let data, let indices, let starts, _):
        var filled = [Float](repeating: 0, count: range.count * columnCount)
        try forEach(in: range, data, indices, starts) { row, column, value in
          filled[(row - range.lowerBound) * columnCount + column] += value
        }
        return Tensor(filled, shape: [range.count, columnCount])
      }
    }

    /// The rows that have a number other than 0 in each column that has any, columns and rows in order.
    func members() throws -> [(column: Int, rows: [Int])] {
      var members: [Int: Set<Int>] = [:]
      func add(_ row: Int, _ column: Int, _ value: Float) {
        if value != 0 { members[column, default: []].insert(row) }
      }
      switch content {
      case .dense(let dataset):
        // Some rows at a time: most numbers are 0, and need not be in memory together.
        let count = max(1, (1 << 22) / max(1, columnCount))
        for start in stride(from: 0, to: rowCount, by: count) {
          let range = start..<min(start + count, rowCount)
          let values = try dataset.tensor(.rows(range)).converted(to: .float32)
            .elements(Float.self)
          for (place, value) in values.enumerated() {
            add(start + place / columnCount, place % columnCount, value)
          }
        }
      case .sparse(let data, let indices, let starts, let byRows):
        try forEach(in: 0..<starts.count - 1, data, indices, starts) { line, index, value in
          byRows ? add(line, index, value) : add(index, line, value)
        }
      }
      return members.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted()) }
    }

    /// Calls `body` for each number of some rows (or columns, if compressed by these).
    private func forEach(
      in lines: Range<Int>, _ data: Dataset, _ indices: Dataset, _ starts: [Int],
      _ body: (_ line: Int, _ index: Int, _ value: Float) -> Void
    ) throws {
      let span = starts[lines.lowerBound]..<starts[lines.upperBound]
      let places = try indices.read(Int.self, .rows(span))
      let values = try data.tensor(.rows(span)).converted(to: .float32).elements(Float.self)
      let (bound, kinds) =
        hasRows ? (columnCount, ["row", "column"]) : (rowCount, ["column", "row"])
      for line in lines {
        for place in starts[line] - span.lowerBound..<starts[line + 1] - span.lowerBound {
          guard (0..<bound).contains(places[place]) else {
            throw DatasetError(
              "\(url.path): \(name), \(kinds[0]) \(line): \(kinds[1]) \(places[place]) of \(bound)")
          }
          body(line, places[place], values[place])
        }
      }
    }
  }
}
