/// The parameters as a cell sees them: reading one notes that the cell depends on it.
@dynamicMemberLookup
public struct Watched<Parameters: ParameterSet> {
  let parameters: Parameters
  let layout: ParameterLayout<Parameters>
  let values: [String: String]
  let inert: Set<String>
  let recorder: Recorder

  /// The parameter's value. A computed property counts as reading all parameters.
  public subscript<Value>(dynamicMember path: KeyPath<Parameters, Value>) -> Value {
    if let field = layout.field(path) { note(field.name) } else { noteAll() }
    return parameters[keyPath: path]
  }

  /// All parameters as the plain struct; counts as reading every one that is not inert.
  public func callAsFunction() -> Parameters {
    noteAll()
    return parameters
  }

  private func noteAll() { layout.fields.forEach { note($0.name) } }

  private func note(_ name: String) {
    guard !inert.contains(name) else { return }
    recorder.note(Read(kind: .parameter, name: name, value: values[name] ?? "null"))
  }
}
