import Foundation

/// Reads a parameter's value as it stands on the command line, by the parameter's type.
enum ParameterText {
  /// The value as JSON; throws a message that says what the type expects.
  static func json(_ text: String, as type: any Codable.Type) throws -> String {
    if let optional = type as? any OptionalParameter.Type {
      return try json(text, as: optional.wrapped)
    }
    if let list = type as? any ListParameter.Type {
      let items = text.isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false)
      return "[" + (try items.map { try json(String($0), as: list.element) }).joined(separator: ",")
        + "]"
    }
    if let plain = type as? any (LosslessStringConvertible & Codable).Type {
      return try lossless(text, as: plain)
    }
    if type is URL.Type, !text.contains("://") { return try JSON.text(URL(filePath: text)) }
    let quoted = try JSON.text(text)
    if decodes(quoted, as: type) { return quoted }
    if decodes(text, as: type) { return text }
    throw LabError("expects \(expectation(of: type)), got '\(text)'")
  }

  /// What a value of the type looks like, for messages and help.
  static func expectation(of type: any Codable.Type) -> String {
    if let optional = type as? any OptionalParameter.Type {
      return expectation(of: optional.wrapped)
    }
    if let list = type as? any ListParameter.Type {
      return "a comma-separated list, each \(expectation(of: list.element))"
    }
    if type is any FixedWidthInteger.Type { return "a whole number" }
    if type is any BinaryFloatingPoint.Type { return "a number" }
    if type is Bool.Type { return "true or false" }
    if let choices = choices(of: type) { return "one of \(choices.joined(separator: ", "))" }
    if type is String.Type { return "a text" }
    if type is URL.Type { return "a path" }
    return "\(type)"
  }

  /// Whether the values are whole numbers.
  static func isWhole(_ type: any Codable.Type) -> Bool {
    unwrapped(type) is any FixedWidthInteger.Type
  }

  /// Whether the values are numbers with a fraction.
  static func isReal(_ type: any Codable.Type) -> Bool {
    unwrapped(type) is any BinaryFloatingPoint.Type
  }

  /// Whether the values are paths.
  static func isPath(_ type: any Codable.Type) -> Bool { unwrapped(type) is URL.Type }

  /// Whether a value is itself a list.
  static func isList(_ type: any Codable.Type) -> Bool { unwrapped(type) is any ListParameter.Type }

  private static func unwrapped(_ type: any Codable.Type) -> any Codable.Type {
    (type as? any OptionalParameter.Type)?.wrapped ?? type
  }

  private static func lossless<T: LosslessStringConvertible & Codable>(
    _ text: String, as type: T.Type
  ) throws -> String {
    guard let value = T(text) else {
      throw LabError("expects \(expectation(of: type)), got '\(text)'")
    }
    return try JSON.text(value)
  }

  private static func decodes<T: Decodable>(_ json: String, as type: T.Type) -> Bool {
    (try? JSON.decoder.decode(type, from: Data(json.utf8))) != nil
  }

  private static func choices(of type: any Codable.Type) -> [String]? {
    (type as? any CaseIterable.Type).map { list($0) }
  }

  private static func list<T: CaseIterable>(_ type: T.Type) -> [String] {
    T.allCases.map { (($0 as? any RawRepresentable)?.rawValue as? String) ?? "\($0)" }
  }
}

private protocol OptionalParameter { static var wrapped: any Codable.Type { get } }
extension Optional: OptionalParameter where Wrapped: Codable {
  static var wrapped: any Codable.Type { Wrapped.self }
}

private protocol ListParameter { static var element: any Codable.Type { get } }
extension Array: ListParameter where Element: Codable {
  static var element: any Codable.Type { Element.self }
}
