import NN
import Tensors

/// A causal model that goes on from tokens read earlier without reading them again.
public protocol IncrementalDecoder: Module {
  /// How many attention layers there are, each with a cache.
  var depth: Int { get }

  /// The logits of each next token, after what the caches hold; they take the tokens in.
  ///
  /// Shape: int64 `[batch, n]` → `[batch, n, vocabulary]`.
  func callAsFunction(_ ids: Tensor, after caches: [KeyValueCache]) -> Tensor
}

extension IncrementalDecoder {
  /// Continues each prompt by its most likely next tokens up to `end`, which is not part of the
  /// result, or up to `limit` tokens.
  ///
  /// Prompts of one length are read together and nothing is padded.
  ///
  /// - Returns: the continuations in the prompts' order, and whether each came to its end.
  public func greedy(
    _ prompts: [[Int]], end: Int, limit: Int, batch: Int = 256
  ) -> [(tokens: [Int], ended: Bool)] {
    var results = [(tokens: [Int], ended: Bool)](repeating: ([], false), count: prompts.count)
    let byLength = Dictionary(grouping: prompts.indices) { prompts[$0].count }
    noGrad {
      for (_, members) in byLength.sorted(by: { $0.key < $1.key }) {
        for start in stride(from: 0, to: members.count, by: batch) {
          let rows = Array(members[start..<min(start + batch, members.count)])
          extend(&results, of: rows, prompts, end: end, limit: limit)
        }
      }
    }
    return results
  }

  private func extend(
    _ results: inout [(tokens: [Int], ended: Bool)], of rows: [Int], _ prompts: [[Int]], end: Int,
    limit: Int
  ) {
    let caches = (0..<depth).map { _ in KeyValueCache() }
    var input = Tensor(rows: rows.map { prompts[$0] })
    for _ in 0..<limit {
      let logits = self(input, after: caches)
      let next = logits[TensorIndex.all, -1].argmax(-1)
      for (row, token) in zip(rows, next.elements(Int.self)) where !results[row].ended {
        if token == end { results[row].ended = true } else { results[row].tokens.append(token) }
      }
      if rows.allSatisfy({ results[$0].ended }) { return }
      input = next.unsqueezed(1)
    }
  }
}
