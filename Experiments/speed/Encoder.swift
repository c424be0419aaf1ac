import Foundation
import Tensors
import Zoo

/// A decoder that embeds packed sentences, against the matrix products alone.
struct Encoder {
  /// A product `[rows, inner] · [inner, columns]` of float32 matrices.
  struct Product {
    let name: String
    let rows: Int
    let inner: Int
    let columns: Int
    /// Floating point operations a second, round by round.
    var rates: [Double] = []

    var shape: String { "[\(rows), \(inner)] · [\(inner), \(columns)]" }
    var operations: Double { 2 * Double(rows) * Double(inner) * Double(columns) }
  }

  let race: Race
  /// Floating point operations of the matrix products that the sentences need.
  let operations: Double
  let tokens: Int
  let products: [Product]
  /// The rate of the fastest product that the decoder has, round by round.
  var fastestRates: [Double] { race.reference.map { operations / $0 } }

  init(_ p: Speed.Parameters, rounds: Int) throws {
    var configuration = try DecoderConfiguration(
      "llama", vocabulary: p.vocabulary, width: p.width, depth: p.depth, heads: p.heads,
      feedForward: p.feedForward)
    configuration.isTied = true
    let generator = Generator(seed: 0)
    let model = try configuration.model(Initialisation(using: generator))
    let sentences = Self.sentences(p.sentences, vocabulary: p.vocabulary)
    let operations = Self.operations(configuration, lengths: sentences.map(\.count))
    self.operations = operations
    tokens = sentences.reduce(0) { $0 + $1.count }

    var products = [
      Product(name: "projection", rows: p.packSize, inner: p.width, columns: p.width),
      Product(name: "feed-forward, up", rows: p.packSize, inner: p.width, columns: p.feedForward),
      Product(name: "feed-forward, down", rows: p.packSize, inner: p.feedForward, columns: p.width),
      Product(name: "square", rows: p.square, inner: p.square, columns: p.square),
    ]
    // Weights lie as linear layers have them, [out, in].
    let factors = products.map {
      (
        Tensor.randn([$0.rows, $0.inner], using: generator),
        Tensor.randn([$0.columns, $0.inner], using: generator)
      )
    }
    race = try Race(
      "encoder", against: "its fastest matrix product", rounds: rounds,
      ours: { try seconds { _ = try model.embed(sentences, packSize: p.packSize) } },
      reference: {
        for (index, (left, right)) in factors.enumerated() {
          // As long as the biggest product takes, so that none is timed too shortly.
          let largest = products.map(\.operations).max() ?? 1
          let count = Int((largest / products[index].operations).rounded(.up))
          let taken = noGrad { seconds { for _ in 0..<count { _ = left.linear(right) } } }
          products[index].rates.append(products[index].operations * Double(count) / taken)
        }
        // The square only shows what the machine can do at best.
        return operations / (products.dropLast().compactMap(\.rates.last).max() ?? .nan)
      })
    self.products = products.map { product in
      var product = product
      product.rates.removeFirst()
      return product
    }
  }

  /// Sentences of random tokens; lengths are log-normal around 40, as those of FLORES-200 are over
  /// languages.
  private static func sentences(_ count: Int, vocabulary: Int) -> [[Int]] {
    var random = SeededRandom(seed: 0)
    return (0..<count).map { _ in
      let length = min(max(Int(40 * exp(0.5 * random.normal())), 5), 200)
      return (0..<length).map { _ in random.below(vocabulary) }
    }
  }

  /// Two for each weight of a projection and token; attention's products count below the diagonal.
  static func operations(_ configuration: DecoderConfiguration, lengths: [Int]) -> Double {
    let (width, inner) = (configuration.width, configuration.heads * configuration.headWidth)
    let keys = configuration.keyValueHeads * configuration.headWidth
    let weights = 2 * width * (inner + keys) + 3 * width * configuration.feedForward
    let tokens = lengths.reduce(0, +)
    let seen = lengths.reduce(0) { $0 + $1 * ($1 + 1) / 2 }
    return Double(configuration.depth) * (2 * Double(weights * tokens) + 4 * Double(inner * seen))
  }
}
