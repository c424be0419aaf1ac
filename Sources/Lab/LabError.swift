/// What went wrong outside the program: the command line, files, addresses, stored cells.
public struct LabError: Error, CustomStringConvertible, Equatable {
  /// One line that names the file, line, option, cell or address.
  public let description: String

  /// Creates the error from its one line.
  public init(_ description: String) { self.description = description }
}
