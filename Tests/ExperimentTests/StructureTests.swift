import Foundation
import Testing

/// The package's folder.
let packageRoot = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The rules of the house, read from the import lines and the manifest.
@Suite struct StructureTests {
  /// What each module may import of this package; arrows point down only.
  static let allowed: [String: Set<String>] = {
    let foundation: Set = ["Tensors"]
    let second = foundation.union(["NN", "Optim", "Tokenizers", "Store"])
    let third = second.union(["Zoo", "Datasets", "Metrics", "Plot"])
    return [
      "Tensors": ["CTorch"],
      "NN": foundation,
      "Optim": foundation,
      "Tokenizers": foundation.union(["CPCRE2"]),
      "Store": foundation.union(["CHDF5", "CCrypto"]),
      "Zoo": second,
      "Datasets": second.union(["CPNG"]),
      "Metrics": second,
      "Plot": foundation.union(["CGnuplot"]),
      "Lab": third,
      "reprise": third.union(["Lab"]),
    ]
  }()

  static let experiments = folders(in: "Experiments")

  static func folders(in name: String) -> [String] {
    let folder = packageRoot.appending(path: name)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }

  static func swiftFiles(under folder: String) -> [URL] {
    let root = packageRoot.appending(path: folder)
    let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
  }

  /// The modules that a file imports, of this package or not.
  static func imports(of file: URL) throws -> [String] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").drop { $0.hasPrefix("@") || $0 == "public" }
      // `import func Module.name` names the module third.
      guard words.first == "import", let name = words.dropFirst().first(where: { $0 != "func" })
      else { return nil }
      return String(name.split(separator: ".")[0])
    }
  }

  @Test func modulesImportOnlyWhatLiesBelow() throws {
    let ours = Set(Self.folders(in: "Sources")).union(Self.experiments)
    for (module, below) in Self.allowed.sorted(by: { $0.key < $1.key }) {
      let files = Self.swiftFiles(under: "Sources/\(module)")
      #expect(!files.isEmpty, "\(module) has no source")
      for file in files {
        for imported in try Self.imports(of: file) where ours.contains(imported) {
          #expect(below.contains(imported), "\(module)/\(file.lastPathComponent): \(imported)")
        }
      }
    }
  }

  /// Elsewhere Store and Plot take from Tensors how a programmer's error is told, and nothing else.
  @Test func storeMeetsTensorsInOneFileAndPlotNowhere() throws {
    for (module, count) in ["Store": 1, "Plot": 0] {
      let meeting = try Self.swiftFiles(under: "Sources/\(module)").filter {
        try String(contentsOf: $0, encoding: .utf8).replacing(
          "import func Tensors.require\n", with: ""
        )
        .contains(#/(?m)^import .*Tensors/#)
      }
      #expect(meeting.count == count, "\(meeting.map(\.lastPathComponent))")
    }
  }

  @Test func experimentsImportNoCModuleAndNoOtherExperiment() throws {
    #expect(!Self.experiments.isEmpty)
    for slug in Self.experiments {
      for file in Self.swiftFiles(under: "Experiments/\(slug)") {
        let imported = Set(try Self.imports(of: file))
        let forbidden = Set(Self.experiments).union(
          Self.folders(in: "Sources").filter {
            $0.first == "C" && $0.dropFirst().first?.isUppercase == true
          })
        #expect(imported.isDisjoint(with: forbidden), "\(slug)/\(file.lastPathComponent)")
      }
    }
  }

  @Test func manifestListsEveryExperiment() throws {
    let manifest = try String(
      contentsOf: packageRoot.appending(path: "Package.swift"), encoding: .utf8)
    let list = try #require(manifest.firstMatch(of: /let experiments = \[([^\]]*)\]/)).output.1
    let listed = list.split(separator: ",").map {
      $0.trimmingCharacters(in: CharacterSet(charactersIn: "\" \n"))
    }
    #expect(listed.filter { !$0.isEmpty }.sorted() == Self.experiments)
  }
}
