import Foundation
import Store
import Tensors

/// Cells with their measurements, as AnnData keeps them in a `.h5ad` file: the matrix `X`, dense or in
/// compressed sparse rows, and columns that describe the cells.
///
/// Opening reads shapes only; rows are read when asked for.
public final class AnnData {
  /// Where the file is.
  public let url: URL
  /// How many cells there are: the rows of `X`.
  public let cellCount: Int
  /// How many numbers there are of each cell.
  public let variableCount: Int

  private let root: Group
  private let matrix: Matrix

  private enum Matrix {
    case dense(Dataset)
    /// Where each row begins, and at the end their number.
    case sparse(data: Dataset, indices: Dataset, starts: [Int])
  }

  /// Opens a file; throws where it is no AnnData file, or `X` is neither dense nor in sparse rows.
  public init(_ url: URL) throws {
    self.url = url
    root = try File.open(url).root
    guard root.contains("X"), root.contains("obs") else {
      throw DatasetError("\(url.path): no AnnData file: it has no X or no obs")
    }
    guard try root.isGroup("X") else {
      let dense = try root.dataset("X")
      guard dense.shape.count == 2 else {
        throw DatasetError("\(url.path): X has the shape \(dense.shape), not rows and columns")
      }
      (cellCount, variableCount) = (dense.shape[0], dense.shape[1])
      matrix = .dense(dense)
      return
    }
    let group = try root.group("X")
    let format: String? =
      try group.attributes.value("encoding-type") ?? group.attributes.value("h5sparse_format")
    guard format == "csr_matrix" || format == "csr" else {
      throw DatasetError("\(url.path): X is \(format ?? "of no known format"), not csr_matrix")
    }
    let shape: [Int] =
      try group.attributes.value("shape") ?? group.attributes.value("h5sparse_shape") ?? []
    let starts = try group.dataset("indptr").read(Int.self)
    let (data, indices) = (try group.dataset("data"), try group.dataset("indices"))
    guard shape.count == 2, shape.allSatisfy({ $0 >= 0 }), starts.count == shape[0] + 1,
      starts.first == 0, starts.last == data.count, data.count == indices.count,
      zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
    else {
      throw DatasetError(
        "\(url.path): X of shape \(shape) has \(starts.count) row starts, \(data.count) numbers and "
          + "\(indices.count) column indices that do not fit together")
    }
    (cellCount, variableCount) = (shape[0], shape[1])
    matrix = .sparse(data: data, indices: indices, starts: starts)
  }

  /// The measurements of consecutive cells, as float32. Shape: `[cells, variables]`.
  public func rows(_ range: Range<Int>) throws -> Tensor {
    guard range.lowerBound >= 0, range.upperBound <= cellCount else {
      throw DatasetError("\(url.path): cells \(range) of \(cellCount)")
    }
    switch matrix {
    case .dense(let dataset):
      return try dataset.tensor(.rows(range)).converted(to: .float32)
    case .sparse(let data, let indices, let starts):
      let span = starts[range.lowerBound]..<starts[range.upperBound]
      let columns = try indices.read(Int.self, .rows(span))
      let values = try data.tensor(.rows(span)).converted(to: .float32).elements(Float.self)
      var filled = [Float](repeating: 0, count: range.count * variableCount)
      for row in range {
        for place in starts[row]..<starts[row + 1] {
          let column = columns[place - span.lowerBound]
          guard (0..<variableCount).contains(column) else {
            throw DatasetError("\(url.path): X, row \(row): column \(column) of \(variableCount)")
          }
          filled[(row - range.lowerBound) * variableCount + column] +=
            values[
              place - span.lowerBound]
        }
      }
      return Tensor(filled, shape: [range.count, variableCount])
    }
  }

  /// The measurements of the cells with these numbers, in their order. Shape: `[cells, variables]`.
  public func rows(_ cells: [Int]) throws -> Tensor {
    var runs: [Range<Int>] = []
    for cell in cells {
      if let last = runs.last, last.upperBound == cell {
        runs[runs.count - 1] = last.lowerBound..<cell + 1
      } else {
        runs.append(cell..<cell + 1)
      }
    }
    guard !runs.isEmpty else { return .zeros([0, variableCount]) }
    return .concatenated(try runs.map(rows))
  }

  /// The names of the columns that describe the cells.
  public var columns: [String] {
    get throws { try root.group("obs").names.filter { $0 != "__categories" } }
  }

  /// A column of texts or categories, one a cell; nil where a category is missing. Numbers are given as
  /// texts.
  public func labels(_ column: String) throws -> [String?] {
    let obs = try root.group("obs")
    guard obs.contains(column) else {
      throw DatasetError(
        "\(url.path): obs has no column \"\(column)\"; there is "
          + (try columns.joined(separator: ", ")))
    }
    let labels: [String?]
    if try obs.isGroup(column) {
      let group = try obs.group(column)
      labels = try chosen(
        group.dataset("codes"), from: group.dataset("categories"), column: column)
    } else {
      let dataset = try obs.dataset(column)
      // Files of before 2021 keep all categories in one place.
      if obs.contains("__categories/\(column)") {
        labels = try chosen(
          dataset, from: obs.dataset("__categories/\(column)"), column: column)
      } else {
        labels = try texts(dataset)
      }
    }
    guard labels.count == cellCount else {
      throw DatasetError(
        "\(url.path): obs/\(column) has \(labels.count) entries for \(cellCount) cells")
    }
    return labels
  }

  private func texts(_ dataset: Dataset) throws -> [String] {
    switch dataset.dtype {
    case .string: try dataset.strings()
    case .float16, .float32, .float64, .bfloat16: try dataset.read(Double.self).map { "\($0)" }
    case .bool: try dataset.read(Bool.self).map { "\($0)" }
    default: try dataset.read(Int.self).map { "\($0)" }
    }
  }

  private func chosen(_ codes: Dataset, from categories: Dataset, column: String) throws
    -> [String?]
  {
    let names = try texts(categories)
    return try codes.read(Int.self).enumerated().map { cell, code in
      guard code >= 0 else { return nil }
      guard code < names.count else {
        throw DatasetError(
          "\(url.path): obs/\(column), cell \(cell): category \(code) of \(names.count)")
      }
      return names[code]
    }
  }
}
