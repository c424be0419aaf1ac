/// The two sets of parallel sentences of the paper.
enum Corpus: String, Codable, CaseIterable {
  case flores, bible
}

/// The paper's nine models, named as in `reported.csv`.
enum PaperModel: String, CaseIterable {
  case gemma2 = "gemma-2-9b"
  case gemma = "gemma-7b"
  case llama31Large = "llama-3.1-70b"
  case llama31 = "llama-3.1-8b"
  case llama3 = "llama-3-8b"
  case llama2 = "llama-2-7b"
  case llama1 = "llama-1-7b"
  case mistral = "mistral-7b"
  case olmo = "olmo-7b"

  /// The model that a folder or table calls so, in whatever spelling; nil for all others, among them
  /// versions that were tuned to follow instructions.
  init?(named name: String) {
    let words = Set(
      name.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "." }
        .map { $0 == "gemma2" ? "gemma-2" : String($0) })
    guard words.isDisjoint(with: ["it", "instruct", "chat"]) else { return nil }
    let key = words.sorted().joined(separator: " ")
    func has(_ wanted: String...) -> Bool { words.isSuperset(of: wanted) }
    if has("gemma", "2", "9b") || has("gemma-2", "9b") {
      self = .gemma2
    } else if has("gemma", "7b") {
      self = .gemma
    } else if has("llama", "3.1", "70b") {
      self = .llama31Large
    } else if has("llama", "3.1", "8b") {
      self = .llama31
    } else if has("llama", "3", "8b") {
      self = .llama3
    } else if has("llama", "2", "7b") {
      self = .llama2
    } else if has("llama", "7b") {
      self = .llama1
    } else if has("mistral", "7b", "v0.3") || key == "7b mistral" {
      self = .mistral
    } else if has("olmo", "1.7", "7b") || key == "7b olmo" {
      self = .olmo
    } else {
      return nil
    }
  }
}
