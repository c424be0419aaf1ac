import Foundation
import Lab
import Store

extension Embedding {
  /// What the reference script calls it.
  fileprivate var referenceName: String { self == .weighted ? "embd_weighted" : "embd_lasttoken" }
}

/// The scores that cisnlp/Mexa's script writes: a JSON file a language, `{"0": μ(0), …}`, here in
/// `<folder>/<model>/<pivot>/<embedding>/`.
private struct ReferenceScores {
  let folder: URL

  func file(_ profile: Profile, _ embedding: Embedding) -> URL {
    folder.appending(
      path: "\(profile.model)/\(profile.pivot)/\(embedding.referenceName)/\(profile.language).json")
  }

  /// μ(l) of each layer; nil where there is no file.
  func scores(_ profile: Profile, _ embedding: Embedding) throws -> [Double]? {
    let file = file(profile, embedding)
    guard let data = FileManager.default.contents(atPath: file.path) else { return nil }
    guard let fields = try? JSONDecoder().decode([String: Double].self, from: data) else {
      throw LabError("\(file.path): is not a JSON object of numbers")
    }
    let count = profile.alignment(embedding).wins.count
    guard fields.count == count else {
      throw LabError("\(file.path): has \(fields.count) layers, the model has \(count) states")
    }
    return try (0..<count).map { layer in
      guard let score = fields["\(layer)"], (0...1).contains(score) else {
        throw LabError("\(file.path): layer \(layer) lacks a score from 0 to 1")
      }
      return score
    }
  }

  func write(_ profile: Profile, _ embedding: Embedding) throws {
    let file = file(profile, embedding)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let fields = profile.alignment(embedding).scores.enumerated().map { "\"\($0)\": \($1)" }
    try AtomicFile.write("{\(fields.joined(separator: ", "))}\n", to: file)
  }
}

extension MEXA {
  /// Writes the scores as the reference script does.
  func export(_ profiles: [Profile], to folder: URL) throws {
    for profile in profiles {
      for embedding in Embedding.allCases {
        try ReferenceScores(folder: folder).write(profile, embedding)
      }
    }
  }

  /// How far our scores are from those that the reference script wrote.
  func showReference(
    in folder: URL, _ profiles: Resource<[Profile]>, _ book: Notebook<Parameters>
  ) throws {
    var rows: [[any TableValue]] = []
    for group in try groups(profiles()) {
      for embedding in Embedding.allCases {
        var (languages, scores, unequal) = (0, 0, 0)
        var (largest, place) = (0.0, "")
        for profile in group {
          guard
            let theirs = try ReferenceScores(folder: folder).scores(profile, embedding)
          else { continue }
          languages += 1
          for (layer, pair) in zip(profile.alignment(embedding).scores, theirs).enumerated() {
            let difference = abs(pair.0 - pair.1)
            scores += 1
            // Scores are multiples of 1/n: the rest is how they were printed.
            unequal += difference > 0.5 / Double(profile.tokens.count) ? 1 : 0
            if difference > largest {
              (largest, place) = (difference, "\(profile.language), layer \(layer)")
            }
          }
        }
        guard languages > 0 else { continue }
        rows.append(
          [group[0].model, group[0].pivot, embedding.rawValue, languages, scores, unequal, largest]
            + [place])
      }
    }
    guard !rows.isEmpty else {
      throw LabError(
        "\(folder.path): no <model>/<pivot>/embd_weighted/<language>.json of these models")
    }
    try book.note("## Against the reference script's scores")
    try book.table(
      "reference",
      columns: [
        "model", "pivot", "embedding", "languages", "scores", "unequal scores",
        "largest difference", "where",
      ], rows: rows)
  }
}
