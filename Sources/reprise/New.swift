import ArgumentParser
import Foundation
import Lab
import Store

extension Reprise {
  /// `reprise new`
  struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a new experiment that builds and runs.",
      discussion: """
        Makes Experiments/<slug> with a notebook of a looped cell, a table, a figure and a claim, \
        the numbers that the paper printed, and a README; and adds it to Package.swift.
        """)

    @Argument(help: "The folder's, target's and goal's name: lower case, words joined by hyphens.")
    var slug: String

    func validate() throws {
      guard slug.wholeMatch(of: #/[a-z][a-z0-9]*(-[a-z0-9]+)*/#) != nil, slug.count <= 40 else {
        throw ValidationError(
          "'\(slug)' is no slug: lower-case letters and digits, words joined by hyphens, at most 40"
        )
      }
    }

    func run() throws {
      let root = try Workplace.root
      let sketch = try Sketch(in: root)
      let type = try Self.checked(slug, in: root, besides: sketch)
      let manifest = root.appending(path: "Package.swift")
      let text = try String(contentsOf: manifest, encoding: .utf8)
      guard slug != "main", !text.contains("\"\(slug)\"") else {
        throw LabError("Package.swift: '\(slug)' has a meaning there; take another name")
      }
      let listed = try Self.adding(slug, to: text)

      let folder = root.appending(path: "Experiments/\(slug)")
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        for (name, text) in sketch.files(for: slug, type: type) {
          try AtomicFile.write(text, to: folder.appending(path: name))
        }
        try AtomicFile.write(listed, to: manifest)
      } catch {
        try? FileManager.default.removeItem(at: folder)
        throw error
      }
      let files = [
        ("\(slug).swift", "the notebook"), ("reported.csv", "what the paper printed"),
        ("README.md", "its page"),
      ]
      let width = files.map(\.0.count).max() ?? 0
      for (name, text) in files {
        print(
          "Experiments/\(slug)/\(name.padding(toLength: width, withPad: " ", startingAt: 0))  \(text)"
        )
      }
      print("\nmake reproduce-\(slug) OPTIONS=\"--preset smoke\"")
    }

    /// The name of the experiment's type; throws when the slug's names are taken.
    private static func checked(_ slug: String, in root: URL, besides sketch: Sketch) throws
      -> String
    {
      // Modules are told apart by case on no disk that we can count on.
      let module = slug.replacing("-", with: "_")
      for folder in ["Experiments", "Sources", "Sources/reprise"] {
        let names = try FileManager.default.contentsOfDirectory(
          atPath: root.appending(path: folder).path)
        if let taken = names.first(where: { $0.lowercased().replacing("-", with: "_") == module }) {
          throw LabError("\(folder)/\(taken): is there already; take another name than '\(slug)'")
        }
      }
      let type = slug.split(separator: "-").map(\.capitalized).joined()
      guard !sketch.words.contains(type), !["Any", "Self", "Type", "Protocol"].contains(type) else {
        throw LabError("'\(slug)': the experiment uses the name \(type) for something else")
      }
      return type
    }

    /// The manifest with the slug in its list of experiments, which stays sorted.
    private static func adding(_ slug: String, to manifest: String) throws -> String {
      guard let list = manifest.firstMatch(of: #/let experiments = \[([^\]]*)\]/#) else {
        throw LabError("Package.swift: no line 'let experiments = [...]' to add '\(slug)' to")
      }
      let slugs = (list.output.1.matches(of: #/"([^"]*)"/#).map { String($0.output.1) } + [slug])
        .sorted()
      let items = slugs.map { "\"\($0)\"" }
      let line = "let experiments = [\(items.joined(separator: ", "))]"
      let lines = "let experiments = [\n\(items.map { "  \($0),\n" }.joined())]"
      return manifest.replacingCharacters(in: list.range, with: line.count <= 100 ? line : lines)
    }
  }
}

/// The experiment that new ones are copied from: one that is built and tested like all others.
private struct Sketch {
  private let texts: [String: String]

  init(in root: URL) throws {
    let folder = root.appending(path: "Sources/reprise/sketch")
    texts = try ["sketch.swift", "reported.csv", "README.md"].reduce(into: [:]) {
      $0[$1] = try String(contentsOf: folder.appending(path: $1), encoding: .utf8)
    }
  }

  /// The words of its source, beside its own name.
  var words: Set<String> {
    let words = (texts["sketch.swift"] ?? "").matches(of: #/\w+/#).map { String($0.output) }
    return Set(words).subtracting(["Sketch"])
  }

  /// The files of an experiment of another name.
  func files(for slug: String, type: String) -> [(name: String, text: String)] {
    texts.map { name, text in
      (
        name.replacing("sketch", with: slug),
        text.replacing("sketch", with: slug).replacing("Sketch", with: type)
      )
    }
  }
}
