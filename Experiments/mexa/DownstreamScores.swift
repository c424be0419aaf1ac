import Foundation
import Lab

/// Published or measured accuracies on tasks, by model, task and language (section 4 of the paper).
struct DownstreamScores {
  /// Accuracies by model as the file spells it, then task, then the task's language code.
  private let accuracies: [String: [String: [String: Double]]]
  private let file: String

  /// Reads `model,task,lang,n,shots,acc[,acc_norm][,source]`; accuracies are shares of 1. Where both
  /// kinds are given, the length-normalised one counts as a task of its own.
  init(_ url: URL) throws {
    let table = try NamedColumns(url, required: ["model", "task", "lang", "n", "shots", "acc"])
    var accuracies: [String: [String: [String: Double]]] = [:]
    for row in table.rows {
      for (column, suffix) in [("acc", ""), ("acc_norm", " (acc_norm)")] {
        guard let text = row.fields[column], !text.isEmpty else { continue }
        guard let value = Double(text), (0...1).contains(value) else {
          throw LabError("\(url.path):\(row.line): \(column) '\(text)' is not a share from 0 to 1")
        }
        let (model, task) = (row["model"], row["task"] + suffix)
        let old = accuracies[model, default: [:]][task, default: [:]].updateValue(
          value, forKey: row["lang"])
        guard old == nil else {
          throw LabError("\(url.path):\(row.line): \(model), \(task), \(row["lang"]) stands twice")
        }
      }
    }
    self.accuracies = accuracies
    file = url.path
  }

  /// Accuracies of a model by task and the task's language code.
  func tasks(of model: String) throws -> [String: [String: Double]] {
    let known = PaperModel(named: model)
    let found = accuracies.keys.sorted().first { name in
      name.lowercased() == model.lowercased() || known != nil && PaperModel(named: name) == known
    }
    guard let found else {
      throw LabError(
        "\(file): no scores of \(model); there are \(accuracies.keys.sorted().joined(separator: ", "))"
      )
    }
    return accuracies[found] ?? [:]
  }
}

/// The parallel text's codes for the tasks' language codes.
struct LanguageCodes {
  private var codes: [String: String] = [:]

  /// The tasks' codes themselves.
  init() {}

  /// Reads `task_lang,flores_code,bible_code`; an empty code means that the text lacks the language.
  init(_ url: URL, corpus: Corpus) throws {
    let table = try NamedColumns(url, required: ["task_lang", "flores_code", "bible_code"])
    for row in table.rows {
      let code = row["\(corpus.rawValue)_code"]
      guard codes.updateValue(code, forKey: row["task_lang"]) == nil else {
        throw LabError("\(url.path):\(row.line): \(row["task_lang"]) stands twice")
      }
    }
  }

  /// The text's code of a task's language; its own where the map does not name it.
  func code(_ language: String) -> String { codes[language] ?? language }
}

/// A CSV file whose first line names its columns.
private struct NamedColumns {
  struct Row {
    let line: Int
    let fields: [String: String]

    subscript(column: String) -> String { fields[column] ?? "" }
  }

  let rows: [Row]

  init(_ url: URL, required: [String]) throws {
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw LabError("\(url.path): cannot be read")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw LabError("\(url.path): not valid UTF-8")
    }
    let all = try CSV(text, file: url.path).rows
    let head = all.first?.fields ?? []
    if let missing = required.first(where: { !head.contains($0) }) {
      throw LabError("\(url.path):1: the head lacks the column \(missing)")
    }
    guard Set(head).count == head.count else {
      throw LabError("\(url.path):1: the head names a column twice")
    }
    rows = try all.dropFirst().map { line, fields in
      guard fields.count == head.count else {
        throw LabError("\(url.path):\(line): \(fields.count) fields instead of \(head.count)")
      }
      return Row(line: line, fields: Dictionary(uniqueKeysWithValues: zip(head, fields)))
    }
  }
}
