import Foundation
import Tensors

extension Testbed {
  /// The factors of the languages, assigned so that none predicts another.
  ///
  /// Exposure is log-spaced over a factor of 30 in the order of the languages. Everything else is
  /// dealt from fixed multisets, then exchanged between languages at random as long as the
  /// correlations get no larger. The native and the romanised language of one pair share all but
  /// the script; they are one unit here.
  struct FactorDesign {
    /// Unit of the pair, a fifth of the way down the exposures: exposed enough to be compared.
    let pair: Int
    private(set) var orders: [Grammar.Order]
    private(set) var postpositions: [Bool]
    private(set) var adjectives: [Bool]
    private(set) var cognates: [Double]
    private(set) var parallels: [Double]
    private(set) var unitScripts: [Script]

    /// A seeded search; for fewer than a dozen languages the best design that it finds.
    init(languages count: Int, seed: UInt64) {
      require(count >= 4, "a testbed needs at least 4 languages, not \(count)")
      pair = count / 5
      var random = SeededRandom(seed: seed, stream: "factors")
      let units = 0..<count - 1
      orders = random.shuffled(units.map { [.svo, .sov, .svo, .vso][$0 % 4] })
      postpositions = random.shuffled(units.map { $0 % 5 < 2 })
      adjectives = random.shuffled(units.map { $0 % 5 < 2 })
      cognates = random.shuffled(units.map { [0, 0.15, 0, 0.30][$0 % 4] })
      parallels = random.shuffled(units.map { [0.10, 0.35, 0.60, 0.90][$0 % 4] })
      // Half Latin, the pair's romanised member included; the other scripts in turn.
      unitScripts = random.shuffled(
        (0..<count - 2).map {
          $0 % 2 == 0 ? .latin : [.cyrillic, .armenian, .greek][$0 / 2 % 3]
        })
      unitScripts.insert(.greek, at: pair)
      improve(using: &random)
    }

    /// The languages, most exposed first; the romanised one follows its native twin.
    var factors: [Factors] {
      let units = orders.count
      let weights = (0..<units).map { pow(30, -Double($0) / Double(units - 1)) }
      let total = weights.reduce(weights[pair], +)
      var all = (0..<units).map { unit in
        Factors(
          exposure: weights[unit] / total, parallelShare: parallels[unit],
          cognateShare: cognates[unit], script: unitScripts[unit],
          grammar: Grammar(
            order: orders[unit], hasPostpositions: postpositions[unit],
            adjectiveFollowsNoun: adjectives[unit]))
      }
      var romanised = all[pair]
      romanised.script = .latin
      all.insert(romanised, at: pair + 1)
      return all
    }

    /// Exchanges one factor of two units again and again, keeping what is no worse.
    private mutating func improve(using random: inout SeededRandom) {
      var cost = cost
      for _ in 0..<4_000 where cost > 0 {
        var other = self
        other.exchange(
          random.below(6), random.below(orders.count), random.below(orders.count))
        let otherCost = other.cost
        if otherCost <= cost { (self, cost) = (other, otherCost) }
      }
    }

    private mutating func exchange(_ factor: Int, _ first: Int, _ second: Int) {
      switch factor {
      case 0: orders.swapAt(first, second)
      case 1: postpositions.swapAt(first, second)
      case 2: adjectives.swapAt(first, second)
      case 3: cognates.swapAt(first, second)
      case 4: parallels.swapAt(first, second)
      default: if first != pair, second != pair { unitScripts.swapAt(first, second) }
      }
    }

    /// By how much squared correlations exceed .15² (.1² with exposure), summed over pairs of
    /// columns that are not of one factor.
    private var cost: Double {
      let columns = FactorTable.columns(factors)
      var sum = 0.0
      for (index, left) in columns.enumerated() {
        for right in columns[..<index] where left.factors.isDisjoint(with: right.factors) {
          let isExposure = left.factors.contains("exposure") || right.factors.contains("exposure")
          let r = FactorTable.correlation(left.values, right.values)
          sum += max(0, r * r - (isExposure ? 0.01 : 0.0225))
        }
      }
      return sum
    }
  }

  /// What the design fixes of one language.
  struct Factors {
    let exposure: Double
    let parallelShare: Double
    let cognateShare: Double
    var script: Script
    let grammar: Grammar
  }

  /// The languages' factors as numbers, with their correlations over languages.
  public struct FactorTable: Codable, Hashable, Sendable {
    /// Names of the columns.
    public let names: [String]
    /// One row a language.
    public let rows: [[Double]]
    /// Pearson correlation of every two columns; 0 where one is constant.
    public let correlations: [[Double]]
    /// Whether two columns describe one factor (two scripts, say), so that their correlation is
    /// no matter of the design.
    public let areRelated: [[Bool]]

    init(_ factors: [Factors]) {
      let columns = Self.columns(factors)
      names = columns.map(\.name)
      rows = factors.indices.map { language in columns.map { $0.values[language] } }
      correlations = columns.map { left in
        columns.map { Self.correlation(left.values, $0.values) }
      }
      areRelated = columns.map { left in
        columns.map { !left.factors.isDisjoint(with: $0.factors) }
      }
    }

    /// The largest |r| of two unrelated columns.
    public var largestCorrelation: Double {
      names.indices.flatMap { left in
        names.indices.filter { !areRelated[left][$0] }.map { abs(correlations[left][$0]) }
      }.max() ?? 0
    }

    struct Column {
      let name: String
      let factors: Set<String>
      let values: [Double]
    }

    static func columns(_ all: [Factors]) -> [Column] {
      func column(_ name: String, _ factors: Set<String>, _ value: (Factors) -> Double) -> Column {
        Column(name: name, factors: factors, values: all.map(value))
      }
      return [
        column("log exposure", ["exposure"]) { log($0.exposure) },
        column("parallel share", ["parallel"]) { $0.parallelShare },
        column("cognate share", ["cognate"]) { $0.cognateShare },
        column("Latin", ["script"]) { $0.script == .latin ? 1 : 0 },
        column("Greek", ["script"]) { $0.script == .greek ? 1 : 0 },
        column("Cyrillic", ["script"]) { $0.script == .cyrillic ? 1 : 0 },
        // Cognates are the same strings as in English in Latin script only.
        column("visible cognates", ["script", "cognate"]) {
          $0.script == .latin ? $0.cognateShare : 0
        },
        column("SVO", ["order"]) { $0.grammar.order == .svo ? 1 : 0 },
        column("VSO", ["order"]) { $0.grammar.order == .vso ? 1 : 0 },
        column("postpositions", ["adposition"]) { $0.grammar.hasPostpositions ? 1 : 0 },
        column("noun adjective", ["adjective"]) { $0.grammar.adjectiveFollowsNoun ? 1 : 0 },
      ]
    }

    static func correlation(_ left: [Double], _ right: [Double]) -> Double {
      let count = Double(left.count)
      let leftMean = left.reduce(0, +) / count, rightMean = right.reduce(0, +) / count
      var product = 0.0, leftSquare = 0.0, rightSquare = 0.0
      for (x, y) in zip(left, right) {
        product += (x - leftMean) * (y - rightMean)
        leftSquare += (x - leftMean) * (x - leftMean)
        rightSquare += (y - rightMean) * (y - rightMean)
      }
      let scale = (leftSquare * rightSquare).squareRoot()
      return scale > 0 ? product / scale : 0
    }
  }
}
