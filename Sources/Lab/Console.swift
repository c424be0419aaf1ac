import Foundation

/// Where a run writes: results to one side, progress and errors to the other.
public struct Console {
  /// Writes text of the results; standard output in a program.
  public var write: (String) -> Void
  /// Writes progress, warnings and errors; standard error in a program.
  public var complain: (String) -> Void
  /// Whether progress may rewrite its line.
  public var isTerminal: Bool

  /// Names the two sides.
  public init(
    write: @escaping (String) -> Void, complain: @escaping (String) -> Void,
    isTerminal: Bool = false
  ) {
    self.write = write
    self.complain = complain
    self.isTerminal = isTerminal
  }

  /// Standard output and standard error.
  public static var standard: Console {
    Console(
      write: { FileHandle.standardOutput.write(Data($0.utf8)) },
      complain: { FileHandle.standardError.write(Data($0.utf8)) },
      isTerminal: isatty(2) == 1)
  }
}
