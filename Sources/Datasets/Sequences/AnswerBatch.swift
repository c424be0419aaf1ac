import Tensors

/// Prompts and answers as one tensor of tokens, with a loss on the answers alone.
public struct AnswerBatch {
  /// What no loss is taken on; `crossEntropy` ignores it.
  public static let ignored = -100

  /// The tokens but the last of each row, padded on the right. Shape: int64 `[rows, tokens]`.
  public let inputs: Tensor
  /// The token after each, `ignored` within the prompt and the padding. Shape: int64, as `inputs`.
  public let targets: Tensor

  /// - Parameters:
  ///   - rows: tokens of prompt and answer; the answer with the token that ends it, the prompt with
  ///     those that begin it and part it from the answer.
  ///   - padding: the token that fills rows up on the right, where causal attention does not see it.
  public init(_ rows: [(prompt: [Int], answer: [Int])], padding: Int) {
    let longest = rows.map { $0.prompt.count + $0.answer.count }.max() ?? 1
    inputs = Tensor(
      rows: rows.map { row in
        let tokens = (row.prompt + row.answer).dropLast()
        return tokens + Array(repeating: padding, count: longest - 1 - tokens.count)
      })
    targets = Tensor(
      rows: rows.map { row in
        let blank = Array(repeating: Self.ignored, count: row.prompt.count - 1)
        let tokens = blank + row.answer
        return tokens + Array(repeating: Self.ignored, count: longest - 1 - tokens.count)
      })
  }

  /// The mean of −log p of the answers' tokens. Shape: logits `[rows, tokens, vocabulary]`.
  public func loss(_ logits: Tensor) -> Tensor {
    logits.flattened(0, 1).crossEntropy(targets.flattened(), ignoring: Self.ignored)
  }

  /// Whether the most likely token is right all along each answer, given the right ones before it;
  /// that is so just where greedy decoding gives the whole answer and its end.
  public func isRight(_ logits: Tensor) -> [Bool] {
    let wrong = (logits.argmax(-1) .!= targets) .& (targets .!= Self.ignored)
    return wrong.any(-1).logicalNot().elements(Bool.self)
  }
}
