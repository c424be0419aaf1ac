import Foundation

/// The folders of one run: where the experiment's sources are and where its results go.
public struct Place: Sendable {
  /// The experiment's own folder: sources, `reported.csv`, `baseline/`; its name is the slug.
  public var folder: URL
  /// The package: figures of the default preset go to `figures/<slug>` in it.
  public var root: URL
  /// The folder that holds one folder of results an experiment.
  public var results: URL

  /// Names the folders; results go to `data/results` in `root` unless told.
  public init(folder: URL, root: URL, results: URL? = nil) {
    self.folder = folder
    self.root = root
    self.results = results ?? root.appending(path: "data/results")
  }

  /// The folders of an experiment that was compiled from `paper`'s file.
  ///
  /// The root is the nearest folder above with a `Package.swift`, the working folder when the
  /// sources are gone.
  init(of paper: Paper) {
    let folder = URL(filePath: paper.file).deletingLastPathComponent()
    var root = folder
    while root.path != "/",
      !FileManager.default.fileExists(atPath: root.appending(path: "Package.swift").path)
    {
      root = root.deletingLastPathComponent()
    }
    if root.path == "/" { root = URL(filePath: FileManager.default.currentDirectoryPath) }
    self.init(folder: folder, root: root)
  }

  /// The experiment's short name: folder, target and make goal.
  public var slug: String { folder.lastPathComponent }
}

/// Turns names of cells, tables and figures into names of files.
enum FileName {
  /// Lower case, words joined by hyphens: `steps to 99 %` becomes `steps-to-99`.
  static func of(_ name: String) -> String {
    let words = name.lowercased().split {
      !($0.isASCII && ($0.isLetter || $0.isNumber)) && $0 != "_"
    }
    return limited(words.joined(separator: "-"), from: name)
  }

  /// Keeps letters, digits, `_`, `-` and inner dots; writes other bytes as `%` and two digits.
  static func ofItem(_ name: String) -> String {
    var result = ""
    for (index, byte) in name.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: ".") where index > 0: result += "."
      default: result += String(format: "%%%02X", Int(byte))
      }
    }
    return limited(result, from: name)
  }

  private static func limited(_ file: String, from name: String) -> String {
    if !file.isEmpty && file.utf8.count <= 120 { return file }
    return (file.isEmpty ? "x" : String(file.prefix(40))) + "-" + Key.digest(of: [name]).prefix(12)
  }
}
