import Lab
import Metrics
import NN
import Tensors
import Zoo

/// Two networks whose attention is compared.
enum Pair: Codable, Hashable {
  /// Trained from the same seed, with two encodings in the order of all.
  case encodings(Encoding, Encoding)
  /// NoPE from two seeds: how small a distance can be expected to get.
  case seeds
  /// NoPE from two seeds before training: how large it is where nothing was learned.
  case untrained

  static func all(_ encodings: some Sequence<Encoding>) -> [Pair] {
    let sorted = Encoding.allCases.filter(encodings.contains)
    return sorted.indices.flatMap { first in
      sorted[(first + 1)...].map { Pair.encodings(sorted[first], $0) }
    } + [.seeds, .untrained]
  }
}

/// A network whose attention is looked at.
struct Subject: Hashable {
  let encoding: Encoding
  var hasOtherSeed = false
  var isTrained = true
}

extension Pair {
  /// The two networks.
  var subjects: [Subject] {
    switch self {
    case .encodings(let first, let second): [Subject(encoding: first), Subject(encoding: second)]
    case .seeds: [Subject(encoding: .nope), Subject(encoding: .nope, hasOtherSeed: true)]
    case .untrained:
      [false, true].map { Subject(encoding: .nope, hasOtherSeed: $0, isTrained: false) }
    }
  }
}

/// How unlike the attention of networks is on one topic, and how far each looks.
struct AttentionStudy: Codable {
  /// The distance D of the paper for each layer and length, the mean over sequences.
  struct Distance: Codable {
    let pair: Pair
    /// [layer][length].
    let values: [[Double]]
  }

  /// How far a network looks back.
  struct Reach: Codable {
    let encoding: Encoding
    /// The share of attention at each distance t − i, the mean over queries, heads and sequences of
    /// the longest trained length; [layer][distance].
    let shares: [[Double]]
  }

  let trained: Int
  let lengths: [Int]
  let distances: [Distance]
  let reaches: [Reach]

  init(
    on material: Material, sequences: Int, encodings: [Encoding],
    network: (Subject) throws -> T5Decoder
  ) throws {
    let byLength = try Dictionary(grouping: material.tests(), by: \.length)
    trained = material.trained
    lengths = byLength.keys.sorted()
    // The right answers behind their prompts.
    let texts = try lengths.map { length in
      try byLength[length, default: []].prefix(sequences).map { example in
        let row = try material.row(example)
        return Tensor(rows: [row.prompt + row.answer])
      }
    }
    let pairs = Pair.all(encodings)
    // One after another, since the order in which trainings are read is part of the result's name.
    var networks: [Subject: T5Decoder] = [:]
    for subject in pairs.flatMap(\.subjects) where networks[subject] == nil {
      networks[subject] = try network(subject)
    }
    // [length][sequence][pair][layer]
    let values = noGrad {
      texts.map { texts in
        texts.map { text in
          let maps = networks.mapValues { $0.attentionWeights(text) }
          return pairs.map { pair in
            let (first, second) = (pair.subjects[0], pair.subjects[1])
            return zip(maps[first, default: []], maps[second, default: []])
              .map { attentionDistance($0, $1).item(Double.self) }
          }
        }
      }
    }
    let depth = networks.values.first?.depth ?? 0
    distances = pairs.enumerated().map { index, pair in
      Distance(
        pair: pair,
        values: (0..<depth).map { layer in values.map { $0.map { $0[index][layer] }.mean } })
    }
    let longest = lengths.firstIndex(of: trained).map { texts[$0] } ?? []
    reaches = encodings.compactMap { encoding in
      networks[Subject(encoding: encoding)].map {
        Reach(encoding: encoding, shares: Self.reach($0, longest))
      }
    }
  }

  private static func reach(_ network: T5Decoder, _ texts: [Tensor]) -> [[Double]] {
    let maps = noGrad { texts.map(network.attentionWeights) }
    let farthest = texts.map { $0.shape[1] }.max() ?? 0
    return (0..<network.depth).map { layer in
      (0..<farthest).map { distance in
        maps.map { weights in
          let map = weights[layer].mean(0, 1)
          guard distance < map.shape[0] else { return 0.0 }
          return map.diagonal(-distance).sum().item(Double.self) / Double(map.shape[0])
        }.mean
      }
    }
  }

  /// D of a pair at the lengths in a range, in a layer or averaged over all.
  func distances(of pair: Pair, in range: ClosedRange<Int>, layer: Int?) -> [Double] {
    guard let found = distances.first(where: { $0.pair == pair }) else { return [] }
    let layers = layer.map { [found.values[$0]] } ?? found.values
    return lengths.indices.filter { range.contains(lengths[$0]) }.map { place in
      layers.map { $0[place] }.mean
    }
  }
}
