/// The one reason why a cell ran.
enum Cause: Equatable, CustomStringConvertible {
  case neverStored
  case parameter(String, before: String, now: String)
  case item
  case code
  case module(String)
  case version(String, before: String, now: String)
  case upstream(String)
  case file(String)
  case resource(String)

  init(_ read: Read, now: String?) {
    switch read.kind {
    case .parameter: self = .parameter(read.name, before: read.value, now: now ?? "gone")
    case .item: self = .item
    case .cell: self = .upstream(read.name)
    case .file: self = .file(read.name)
    case .resource: self = .resource(read.name)
    }
  }

  var description: String {
    switch self {
    case .neverStored: "never stored"
    case .parameter(let name, let before, let now): "\(name) changed: \(before) -> \(now)"
    case .item: "the item's content changed"
    case .code: "code changed"
    case .module(let name): "module '\(name)' changed"
    case .version(let name, let before, let now): "\(name) changed: \(before) -> \(now)"
    case .upstream(let name): "cell '\(name)' changed"
    case .file(let path): "file changed: \(path)"
    case .resource(let name): "resource '\(name)' changed"
    }
  }
}
