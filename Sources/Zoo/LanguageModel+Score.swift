import Tensors

/// A prompt and the texts that may follow it, as tokens.
public struct Choice: Sendable {
  /// What is given; at least one token, such as the one that begins a text.
  public var prompt: [Int]
  /// What is scored, each of at least one token.
  public var options: [[Int]]

  /// A prompt with options.
  public init(prompt: [Int], options: [[Int]]) {
    self.prompt = prompt
    self.options = options
  }
}

/// How likely a model finds a text.
public struct LogLikelihood: Equatable, Sendable {
  /// Σ log p over the tokens, in nats.
  public let sum: Double
  /// How many tokens.
  public let tokens: Int

  /// log p per token, in nats.
  public var mean: Double { sum / Double(tokens) }
}

extension LanguageModel {
  /// The log-likelihood of each option after its prompt, in the order given.
  ///
  /// A prompt is read once: its options follow it as branches that do not see each other, each at
  /// the positions it would have alone. The order of items and of options and the size of packs
  /// move results by rounding only (below 1e-5 a token); options of the same tokens tie exactly.
  /// Throws on empty prompts and options, on tokens that the vocabulary lacks, on more tokens than
  /// have positions, and where the model has no head or reads both ways.
  ///
  /// - Parameter packSize: about how many tokens are read in one pass; changes speed only.
  public func scores(_ items: [Choice], packSize: Int = 1024) throws -> [[LogLikelihood]] {
    guard configuration.hasHead, configuration.architecture.sight != .bidirectional else {
      throw ZooError(
        configuration.hasHead
          ? "a \(configuration.modelType) reads both ways: it does not score what follows a prompt"
          : "the checkpoint has no head: it embeds, but does not score")
    }
    try check(items.map(\.prompt)) { "prompt \($0 + 1)" }
    for (index, item) in items.enumerated() {
      let name = { "option \($0 + 1) of prompt \(index + 1)" }
      try check(item.options, name)
      try check(item.options.map { item.prompt + $0.dropLast() }) {
        "\(name($0)), with its prompt,"
      }
    }
    // Rounding differs from place to place, and would choose between equal options.
    return try zip(items, allScores(items, packSize: packSize)).map { item, scores in
      item.options.map { scores[item.options.firstIndex(of: $0) ?? 0] }
    }
  }

  private func allScores(_ items: [Choice], packSize: Int) throws -> [[LogLikelihood]] {
    guard configuration.architecture.sight == .recurrent else {
      return try branchedScores(items, packSize: packSize)
    }
    // What a prompt leaves behind is in no place that several options could look at.
    let alone = items.flatMap { item in
      item.options.map { Choice(prompt: item.prompt, options: [$0]) }
    }
    var scores = try branchedScores(alone, packSize: packSize)[...]
    return items.map { item in
      defer { scores = scores.dropFirst(item.options.count) }
      return scores.prefix(item.options.count).flatMap { $0 }
    }
  }

  private func branchedScores(_ items: [Choice], packSize: Int) throws -> [[LogLikelihood]] {
    // An option's last token is only predicted, never read.
    let trees = items.map { item in
      TokenTree(prompt: item.prompt, continuations: item.options.map { $0.dropLast() })
    }
    let order = items.indices.sorted { (trees[$0].ids.count, $0) < (trees[$1].ids.count, $1) }
    var scores = items.map { _ in [LogLikelihood]() }
    for batch in order.batched(packSize, size: { trees[$0].ids.count }) {
      var start = 0
      var rows: [Int] = []
      var targets: [Int] = []
      for index in batch {
        let item = items[index]
        var next = start + item.prompt.count
        for option in item.options {
          // The first token follows the prompt, the others each other.
          rows.append(start + item.prompt.count - 1)
          rows += next..<next + option.count - 1
          targets += option
          next += option.count - 1
        }
        start += trees[index].ids.count
      }
      var likelihoods = noGrad {
        let state = read(Pack(batch.map { trees[$0] })) { _, _ in }
        return logLikelihoods(state.indexSelected(0, Tensor(rows)), targets)
      }[...]
      for index in batch {
        scores[index] = items[index].options.map { option in
          defer { likelihoods = likelihoods.dropFirst(option.count) }
          return LogLikelihood(
            sum: likelihoods.prefix(option.count).reduce(0, +), tokens: option.count)
        }
      }
    }
    return scores
  }

  /// log p of each target from the last state before it, a block of rows at a time.
  private func logLikelihoods(_ states: Tensor, _ targets: [Int]) -> [Double] {
    // Blocks of about 64 MB of logits.
    let size = max(1, (16 << 20) / configuration.vocabulary)
    let columns = Tensor(targets, shape: [targets.count, 1]).split(size)
    return zip(states.split(size), columns).flatMap { block, columns in
      logits(block).logSoftmax().gathered(1, columns).elements(Double.self)
    }
  }
}
