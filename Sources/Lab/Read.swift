/// One thing a cell looked at while it ran; a stored result is valid while all its reads hold.
struct Read: Codable, Equatable {
  enum Kind: String, Codable {
    /// A parameter and its value as JSON.
    case parameter
    /// The element of a looped cell and its value as JSON.
    case item
    /// Another cell (or one item of it) and the digest of its result.
    case cell
    /// A file or folder and the digest of its bytes.
    case file
    /// A value made once a run and never stored, and the digest of its code.
    case resource
  }

  let kind: Kind
  let name: String
  let value: String
}

/// Collects what is read, by whom: the innermost frame gets each read.
final class Recorder {
  /// Reads in the order they first happened, each once.
  struct Frame {
    private(set) var reads: [Read] = []

    mutating func note(_ read: Read) {
      if !reads.contains(where: { $0.kind == read.kind && $0.name == read.name }) {
        reads.append(read)
      }
    }
  }

  private var frames = [Frame()]

  /// What the body itself read so far: a cell declared later may have captured it.
  var outermost: [Read] { frames[0].reads }

  func note(_ read: Read) { frames[frames.count - 1].note(read) }

  /// Runs `body` in a frame of its own that starts with `reads`, and returns all it read.
  func watching<Value>(from reads: [Read] = [], _ body: () throws -> Value) rethrows
    -> (value: Value, reads: [Read])
  {
    frames.append(Frame())
    let depth = frames.count
    defer { frames.removeLast(frames.count - depth + 1) }
    reads.forEach(note)
    let value = try body()
    return (value, frames[depth - 1].reads)
  }

  /// Runs `body`, which shows results, and returns what they may be made of: what it read, and what
  /// the body read before.
  func showing<Value>(_ body: () throws -> Value) rethrows -> (value: Value, reads: [Read]) {
    try watching(from: outermost, body)
  }

  /// What the innermost frame has read so far.
  var current: [Read] { frames[frames.count - 1].reads }
}
