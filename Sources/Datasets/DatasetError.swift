import Foundation

/// What is wrong with a file or folder of data, or with a line of it.
public struct DatasetError: Error, Equatable, LocalizedError, CustomStringConvertible {
  /// The whole message, one sentence that names the file and, where there is one, the line.
  public let description: String

  init(_ description: String) { self.description = description }

  /// The message, for those who print errors through Foundation.
  public var errorDescription: String? { description }
}
