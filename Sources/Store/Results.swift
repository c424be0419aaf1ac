import Foundation
import func Tensors.require

/// One value in one file, with its digest; equal values and attributes give equal bytes.
public enum Results {
  /// Saves a value under `/value`, with attributes of the whole file.
  ///
  /// The names `digest` and `complete` are taken. The file appears whole or not at all.
  public static func save(
    _ value: some Encodable, attributes: [String: String] = [:], to url: URL
  ) throws {
    require(
      attributes["digest"] == nil && attributes["complete"] == nil,
      "the attributes digest and complete are the store's own")
    let place = Place(file: url, object: "/value")
    let node: Node
    do {
      node = try NodeEncoder.node(value)
    } catch {
      throw place.error(for: error)
    }
    let digest = node.digest
    try File.create(
      url,
      writing: { file in
        let root = file.root
        try root.write(node, at: "value")
        for (name, text) in attributes.sorted(by: { $0.key < $1.key }) {
          try root.attributes.set(name, to: text)
        }
        try root.seal(digest)
      },
      verify: { file in
        try file.root.checkSeal(file.root.node(at: "value").digest)
      })
  }

  /// Loads a value after checking that the file holds what was saved.
  public static func load<Value: Decodable>(_ type: Value.Type, from url: URL) throws -> Value {
    let root = try File.open(url).root
    try root.checkComplete()
    let node = try root.node(at: "value")
    try root.checkSeal(node.digest)
    do {
      return try NodeDecoder.value(type, from: node)
    } catch {
      throw root.place.child("value").error(for: error)
    }
  }

  /// Throws where the file does not hold what was saved.
  public static func check(_ url: URL) throws {
    let root = try File.open(url).root
    try root.checkComplete()
    try root.checkSeal(root.node(at: "value").digest)
  }

  /// The attributes that the file was saved with, and its value's `digest`; the value is not read.
  public static func attributes(of url: URL) throws -> [String: String] {
    let root = try File.open(url).root
    try root.checkComplete()
    var found: [String: String] = [:]
    for name in try root.attributes.names where name != "complete" {
      found[name] = try root.attributes.value(name, as: String.self)
    }
    return found
  }
}

extension Group {
  /// Notes the digest of the content and, last, that the file is complete.
  func seal(_ digest: String) throws {
    try attributes.set("digest", to: digest)
    try attributes.set("complete", to: 1)
  }

  /// Throws where a file was not written to its end by this module.
  func checkComplete() throws {
    guard try attributes.value("complete", as: Int.self) == 1 else {
      throw place.error("is not a complete file of Reprise's store")
    }
  }

  /// Throws where the content's digest is not the one noted.
  func checkSeal(_ digest: String) throws {
    let noted = try attributes.value("digest", as: String.self)
    if noted != digest {
      throw place.error("the content is damaged: digest \(digest), noted \(noted ?? "none")")
    }
  }
}
