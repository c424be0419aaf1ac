import Lab
import Metrics
import NN
import Tensors
import Zoo

/// What NoPE's attention is compared with.
enum Rival: Codable, Hashable, CustomStringConvertible {
  /// A network with another encoding, from the same seed.
  case encoding(Encoding)
  /// NoPE from another seed: how small a distance can be expected to get.
  case floor
  /// Two networks before training, with each other: how large it is where nothing was learned.
  case ceiling

  var description: String {
    switch self {
    case .encoding(let encoding): encoding.title
    case .floor: "NoPE, other seed"
    case .ceiling: "untrained pair"
    }
  }

  static func all(_ encodings: some Sequence<Encoding>) -> [Rival] {
    encodings.filter { $0 != .nope }.map(Rival.encoding) + [.floor, .ceiling]
  }
}

/// How unlike NoPE's attention is to that of other networks on one topic, and how far each looks.
struct AttentionStudy: Codable {
  /// One distance D of the paper for each layer and length, the mean over sequences.
  struct Distance: Codable {
    let rival: Rival
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

  /// - Parameter network: the network of an encoding and a seed, trained or not.
  init(
    on material: Material, sequences: Int, encodings: [Encoding],
    network: (_ encoding: Encoding, _ otherSeed: Bool, _ isTrained: Bool) throws -> T5Decoder
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
    let longest = lengths.firstIndex(of: material.trained).map { texts[$0] } ?? []
    func maps(_ network: T5Decoder) -> [[[Tensor]]] {
      noGrad { texts.map { $0.map(network.attentionWeights) } }
    }

    let nope = try network(.nope, false, true)
    let own = maps(nope)
    var reaches = [Reach(encoding: .nope, shares: Self.reach(nope, longest))]
    distances = try Rival.all(encodings).map { rival in
      switch rival {
      case .encoding(let encoding):
        let other = try network(encoding, false, true)
        reaches.append(Reach(encoding: encoding, shares: Self.reach(other, longest)))
        return Self.distance(rival, own, maps(other))
      case .floor:
        return Self.distance(rival, own, maps(try network(.nope, true, true)))
      case .ceiling:
        return Self.distance(
          rival, maps(try network(.nope, false, false)), maps(try network(.nope, true, false)))
      }
    }
    self.reaches = reaches
  }

  /// From [length][sequence][layer] of attention weights.
  private static func distance(
    _ rival: Rival, _ first: [[[Tensor]]], _ second: [[[Tensor]]]
  ) -> Distance {
    let layers = first.first?.first?.count ?? 0
    return Distance(
      rival: rival,
      values: (0..<layers).map { layer in
        zip(first, second).map { first, second in
          let values = zip(first, second).map {
            attentionDistance($0[layer], $1[layer]).item(Double.self)
          }
          return values.mean
        }
      })
  }

  private static func reach(_ network: T5Decoder, _ texts: [Tensor]) -> [[Double]] {
    let maps = noGrad { texts.map(network.attentionWeights) }
    let farthest = texts.map { $0.shape[1] }.max() ?? 0
    return (0..<network.depth).map { layer in
      (0..<farthest).map { distance in
        maps.map { weights in
          let map = weights[layer].mean(0, 1)
          guard distance < map.shape[0] else { return 0 }
          return map.diagonal(-distance).sum().item(Double.self) / Double(map.shape[0])
        }.mean
      }
    }
  }

  /// D of a rival at the lengths in a range, in a layer or averaged over all.
  func distances(to rival: Rival, in range: ClosedRange<Int>, layer: Int?) -> [Double] {
    guard let found = distances.first(where: { $0.rival == rival }) else { return [] }
    let layers = layer.map { [found.values[$0]] } ?? found.values
    return lengths.indices.filter { range.contains(lengths[$0]) }.map { place in
      layers.map { $0[place] }.mean
    }
  }
}

extension [Double] {
  /// NaN of none.
  var mean: Double { reduce(0, +) / Double(count) }
}
