/// What keeps a model from being built or loaded.
public struct ZooError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, with the file, key or name.
  public let description: String

  init(_ description: String) { self.description = description }
}
