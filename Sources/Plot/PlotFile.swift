import CGnuplot
import Foundation

/// A file that gnuplot will read, written through gnuplot-iostream.
final class PlotFile {
  private var handle: rg_file_t?

  init(_ url: URL) throws {
    handle = rg_open(url.path)
    if handle == nil { throw PlotFile.failure() }
  }

  deinit { if let handle { _ = rg_close(handle) } }

  /// Writes a line of text.
  func write(_ line: String) throws {
    guard let handle else { fatalError("\(line): the file is closed") }
    guard rg_write(handle, "\(line)\n") == 0 else { throw PlotFile.failure() }
  }

  /// Writes rows of equally many cells; a missing number is written as `nan`.
  func write(_ rows: [[Cell]]) throws {
    guard let handle else { fatalError("the file is closed") }
    guard let columns = rows.first?.count else { return }
    var texts: [UnsafeMutablePointer<CChar>?] = []
    defer { texts.forEach { free($0) } }
    let cells = rows.joined().map { cell -> rg_cell in
      switch cell {
      case .number(let number): return rg_cell(number: number ?? .nan, text: nil)
      case .text(let text):
        let copy = strdup(text.singleLine)
        texts.append(copy)
        return rg_cell(number: 0, text: copy)
      }
    }
    let status = rg_rows(handle, cells, Int64(rows.count), Int64(columns))
    guard status == 0 else { throw PlotFile.failure() }
  }

  /// Closes the file; throws when not all of it was written.
  func close() throws {
    guard let open = handle else { return }
    handle = nil
    guard rg_close(open) == 0 else { throw PlotFile.failure() }
  }

  private static func failure() -> PlotError { PlotError(String(cString: rg_error())) }
}
