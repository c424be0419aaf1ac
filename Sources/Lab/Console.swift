import Foundation

/// Where a run writes: results to one side, progress and errors to the other.
public struct Console {
  /// Writes text of the results; standard output in a program.
  public var write: (String) -> Void
  /// Writes progress, warnings and errors; standard error in a program.
  public var complain: (String) -> Void
  /// How wide the terminal is that `complain` writes to; nil where it is none.
  public var columns: () -> Int?
  /// How wide the terminal is that `write` writes to; nil where it is none.
  public var width: () -> Int?

  /// Names the two sides.
  public init(
    write: @escaping (String) -> Void, complain: @escaping (String) -> Void,
    columns: @escaping () -> Int? = { nil }, width: @escaping () -> Int? = { nil }
  ) {
    self.write = write
    self.complain = complain
    self.columns = columns
    self.width = width
  }

  /// Standard output and standard error.
  public static var standard: Console {
    Console(
      write: { FileHandle.standardOutput.write(Data($0.utf8)) },
      complain: { FileHandle.standardError.write(Data($0.utf8)) },
      columns: { columns(of: STDERR_FILENO) }, width: { columns(of: STDOUT_FILENO) })
  }

  /// How wide the terminal behind a file descriptor is now; nil where it is none.
  public static func columns(of descriptor: Int32) -> Int? {
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes a line that stays, in place of a live one.
  func say(_ line: String) { complain("\(columns() == nil ? "" : Self.erasure)\(line)\n") }

  /// Takes a terminal's line back.
  static let erasure = "\r\u{1b}[K"
}
