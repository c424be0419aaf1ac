import ArgumentParser
import Foundation
import Lab
import Store

extension Reprise {
  /// `reprise show`
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show an HDF5 file: tree, attributes, digests, values.",
      discussion: "Of each dataset the first values; all of them with --values all.")

    @Argument(help: "The file.", completion: .file(extensions: ["h5", "hdf5"]))
    var file: String
    @Argument(help: "A group or dataset in it; all unless given.")
    var object: String?
    @Option(help: "How many values of each dataset: a number, or all.")
    var values = Count.first(6)
    @Flag(help: "Print as JSON.")
    var json = false

    /// How many of a dataset's values are shown.
    enum Count: ExpressibleByArgument, CustomStringConvertible {
      case first(Int)
      case all

      init?(argument: String) {
        if argument == "all" {
          self = .all
        } else if let count = Int(argument), count >= 0 {
          self = .first(count)
        } else {
          return nil
        }
      }

      var description: String { if case .first(let count) = self { "\(count)" } else { "all" } }
      var limit: Int { if case .first(let count) = self { count } else { .max } }
    }

    func run() throws {
      let url = URL(filePath: file)
      let root = try File.open(url).root
      let branch = try branch(in: root)
      let soundness = Self.soundness(of: url, root)
      if json {
        try printJSON(Content(file: url.path, content: soundness.text, tree: branch))
      } else {
        print(url.path, "\(soundness.text)\n", separator: "\n")
        branch.print(indentation: "")
      }
      if soundness.isDamaged { throw ExitCode(1) }
    }

    private struct Content: Encodable {
      let file: String
      let content: String
      let tree: Branch
    }

    private func branch(in root: Group) throws -> Branch {
      guard let object, object != "/" else { return Branch(root, named: "/", values: values.limit) }
      guard root.contains(object) else { throw LabError("\(file): no '\(object)' in it") }
      return try root.isGroup(object)
        ? Branch(root.group(object), named: object, values: values.limit)
        : Branch(root.dataset(object), named: object, values: values.limit)
    }

    /// Whether the content is the one whose digest was noted when the file was written.
    private static func soundness(of url: URL, _ root: Group) -> (text: String, isDamaged: Bool) {
      do {
        guard try root.attributes.names.contains("complete") else {
          return ("no digest of the content is noted", false)
        }
        if root.contains("tensors") {
          _ = try Checkpoint(url).tensors()
        } else {
          try Results.check(url)
        }
        return ("the content agrees with its digest", false)
      } catch {
        return ("\(error)", true)
      }
    }
  }
}
