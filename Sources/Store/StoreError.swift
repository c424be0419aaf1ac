import Foundation

/// A file that could not be read or written as asked: which file, what in it, and why.
public struct StoreError: Error, CustomStringConvertible, Equatable, Sendable {
  /// The file's path.
  public let file: String
  /// The group, dataset, attribute, tensor or part of the file concerned.
  public let object: String
  /// What went wrong, on one line.
  public let reason: String

  /// Describes a failure; line breaks in the parts become spaces.
  public init(file: String, object: String, reason: String) {
    self.file = file
    self.object = object
    self.reason = reason
  }

  /// A failure at `url`.
  public init(_ url: URL, _ object: String, _ reason: String) {
    self.init(file: url.path, object: object, reason: reason)
  }

  /// A failed call of the system, with the reason that `errno` gives.
  init(_ url: URL, failedTo doing: String, errno code: Int32 = errno) {
    self.init(url, "file", "\(doing): \(String(cString: strerror(code)))")
  }

  /// One line: `<file>: <object>: <reason>`.
  public var description: String {
    "\(file): \(object): \(reason)".split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

extension StoreError: LocalizedError {
  /// The same line as `description`.
  public var errorDescription: String? { description }
}
