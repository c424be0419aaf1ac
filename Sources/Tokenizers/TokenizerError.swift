import Foundation

/// What is wrong with a tokenizer's file or with a text that a tokenizer cannot take.
///
/// The message names the file, the key or piece, and the fault.
public struct TokenizerError: Error, Equatable, LocalizedError, CustomStringConvertible {
  /// The whole message, one sentence.
  public let description: String

  init(_ description: String) { self.description = description }

  /// The message, for those who print errors through Foundation.
  public var errorDescription: String? { description }
}
