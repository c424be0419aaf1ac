/// For weights that are larger than the memory they may take.
extension SafeTensors {
  /// Says that these tensors will be read soon, so that the disk may begin; returns at once.
  public func prefetch(_ keys: some Sequence<String>) throws { try advise(.soon, keys) }

  /// Brings the tensors' pages into memory.
  public func populate(_ keys: some Sequence<String>) throws { try advise(.now, keys) }

  /// Gives the memory of the tensors' pages back; they come in again from the file when touched,
  /// without any change that was made to them.
  public func release(_ keys: some Sequence<String>) throws { try advise(.over, keys) }

  private func advise(_ use: Mapping.Use, _ keys: some Sequence<String>) throws {
    for key in keys {
      let entry = try entry(key)
      entry.mapping.advise(use, entry.range)
    }
  }
}
