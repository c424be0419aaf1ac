import Foundation

/// What went wrong outside the program: the command line, files, addresses, stored cells.
public struct LabError: Error, CustomStringConvertible, Equatable {
  /// One line that names the file, line, option, cell or address.
  public let description: String

  /// Creates the error from its one line.
  public init(_ description: String) { self.description = description }

  /// Any error in one line; one of the file system names the file and the system's reason.
  public static func line(of error: any Error) -> String {
    var text = "\(error)"
    if let error = error as? CocoaError {
      let cause = (error.underlying as? POSIXError).map {
        String(cString: strerror($0.code.rawValue))
      }
      text = [error.filePath, cause ?? error.localizedDescription].compactMap { $0 }
        .joined(separator: ": ")
    }
    return text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
