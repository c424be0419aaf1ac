import Foundation
import Store
import Tensors

/// Cells with their measurements, as AnnData keeps them in a `.h5ad` file: the matrix `X`, dense or in
/// compressed sparse rows, columns that describe the cells, and further matrices with a row a cell.
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

  /// Opens a file; throws where it is no AnnData file, or `X` is neither dense nor in sparse rows.
  public init(_ url: URL) throws {
    self.url = url
    root = try File.open(url).root
    guard ["X", "obs", "var"].allSatisfy(root.contains) else {
      throw DatasetError("\(url.path): no AnnData file: it has no X, no obs or no var")
    }
    matrix = try Matrix("X", of: root, url)
    guard matrix.hasRows else {
      throw DatasetError("\(url.path): X is csc_matrix, whose rows cannot be read one by one")
    }
    (cellCount, variableCount) = (matrix.rowCount, matrix.columnCount)
    let variables = try root.group("var")
    let names = try variables.dataset(variables.attributes.value("_index") ?? "_index")
    guard names.count == variableCount else {
      throw DatasetError(
        "\(url.path): X has \(variableCount) columns, but var describes \(names.count)")
    }
  }

  /// The measurements of consecutive cells, as float32. Shape: `[cells, variables]`.
  public func rows(_ range: Range<Int>) throws -> Tensor {
    guard range.lowerBound >= 0, range.upperBound <= cellCount else {
      throw DatasetError("\(url.path): cells \(range) of \(cellCount)")
    }
    return try matrix.rows(range)
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

  /// The names of the further matrices with a row a cell, such as a matrix of clones.
  public var matrices: [String] {
    get throws { root.contains("obsm") ? try root.group("obsm").names : [] }
  }

  /// The cells of each column of a further matrix, such as the clones that Weinreb et al. (2020) trace:
  /// those whose number there is not 0. A cell may be of several columns; empty ones are left out.
  ///
  /// - Parameter matrix: its name in `obsm`, by convention `X_clone`; dense, or compressed by rows or
  ///   columns.
  public func members(_ matrix: String) throws -> [(column: Int, cells: [Int])] {
    guard try matrices.contains(matrix) else {
      throw DatasetError(
        "\(url.path): obsm has no matrix \"\(matrix)\"; there is "
          + (try matrices.joined(separator: ", ")))
    }
    let found = try Matrix("obsm/\(matrix)", of: root, url)
    guard found.rowCount == cellCount else {
      throw DatasetError(
        "\(url.path): obsm/\(matrix) has \(found.rowCount) rows for \(cellCount) cells")
    }
    return try found.members().map { ($0.column, $0.rows) }
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
