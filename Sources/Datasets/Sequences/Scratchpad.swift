/// A worked solution written before the answer, step by step, with the parts of a step switched on
/// or off (Kazemnejad et al. 2023, section 6).
public enum Scratchpad {
  /// One step, each part as words.
  public struct Step: Codable, Equatable, Sendable {
    /// What the step is about.
    public let input: [String]
    /// How its output comes about.
    public let computation: [String]
    /// What it gives.
    public let output: [String]
    /// What is carried on to the next step.
    public let variables: [String]
    /// What is still to be worked on.
    public let remaining: [String]

    /// A step from its parts.
    public init(
      input: [String], computation: [String], output: [String], variables: [String],
      remaining: [String]
    ) {
      self.input = input
      self.computation = computation
      self.output = output
      self.variables = variables
      self.remaining = remaining
    }
  }

  /// A part of a step, by the letter that names it in a format.
  public enum Part: String, Codable, CaseIterable, Sendable {
    case input = "i"
    case computation = "c"
    case output = "o"
    case variables = "v"
    case remaining = "r"

    /// The word that precedes the part.
    var marker: String {
      switch self {
      case .input: "for"
      case .computation: "compute"
      case .output: "gives"
      case .variables: "now"
      case .remaining: "left"
      }
    }

    func words(of step: Step) -> [String] {
      switch self {
      case .input: step.input
      case .computation: step.computation
      case .output: step.output
      case .variables: step.variables
      case .remaining: step.remaining
      }
    }
  }

  /// Which parts are written: `none`, or letters as in `i+o+r`.
  public struct Format: Codable, Hashable, Sendable, CustomStringConvertible {
    /// The parts, in the order in which they are written.
    public let parts: [Part]

    /// The given parts.
    public init(_ parts: Set<Part>) { self.parts = Part.allCases.filter(parts.contains) }

    /// No scratchpad: the answer alone.
    public static let none = Format([])

    /// The format with a name; nil when it names none.
    public init?(_ name: String) {
      let letters =
        name == "none" ? [] : name.split(separator: "+", omittingEmptySubsequences: false)
      let parts = letters.compactMap { Part(rawValue: String($0)) }
      guard parts.count == letters.count, Set(parts).count == parts.count else { return nil }
      self.init(Set(parts))
    }

    /// All 32 formats, the shortest first.
    public static let all: [Format] = (0..<32).map { bits in
      Format(Set(Part.allCases.enumerated().filter { bits >> $0.offset & 1 == 1 }.map(\.element)))
    }.sorted { $0.parts.count < $1.parts.count }

    /// Its name.
    public var description: String {
      parts.isEmpty ? "none" : parts.map(\.rawValue).joined(separator: "+")
    }

    /// The steps as words: each part after its marker, `;` between steps, `thus` at the end; nothing
    /// where there is no part or no step.
    public func write(_ steps: [Step]) -> [String] {
      guard !parts.isEmpty, !steps.isEmpty else { return [] }
      let written = steps.map { step in parts.flatMap { [$0.marker] + $0.words(of: step) } }
      return Array(written.joined(separator: [";"])) + ["thus"]
    }

    /// The words that `write` adds to those of the steps.
    public static let markers = Part.allCases.map(\.marker) + [";", "thus"]
  }
}
