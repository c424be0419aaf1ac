import Plot
import Tensors

/// What the notebook shows, in the order the body shows it.
final class Page {
  /// One thing shown, with the reads it is made of.
  enum Piece {
    case note(String)
    case table(Table, reads: [Read])
    case figure(name: String, caption: String, Figure, reads: [Read])
    case claim(Claim, reads: [Read])
  }

  /// The numbers that the paper printed.
  let reported: Reported
  private(set) var pieces: [Piece] = []
  /// Names of the tables that the terminal does not show.
  var appendices: Set<String> = []
  private var names: Set<String> = []

  init(reported: Reported) { self.reported = reported }

  /// Adds a piece; two of one kind and name stop the program.
  func add(_ piece: Piece) {
    let name: String? =
      switch piece {
      case .note: nil
      case .table(let table, _): "table '\(FileName.of(table.name))'"
      case .figure(let name, _, _, _): "figure '\(FileName.of(name))'"
      case .claim(let claim, _): "claim '\(claim.sentence)'"
      }
    if let name { require(names.insert(name).inserted, "there are two: \(name)") }
    pieces.append(piece)
  }

  var tables: [Table] {
    pieces.compactMap { if case .table(let table, _) = $0 { table } else { nil } }
  }

  var claims: [Claim] {
    pieces.compactMap { if case .claim(let claim, _) = $0 { claim } else { nil } }
  }

  var figures: [(name: String, figure: Figure)] {
    pieces.compactMap {
      if case .figure(let name, _, let figure, _) = $0 { (name, figure) } else { nil }
    }
  }
}

extension Page.Piece {
  /// What the piece is made of.
  var reads: [Read] {
    switch self {
    case .note: []
    case .table(_, let reads), .figure(_, _, _, let reads), .claim(_, let reads): reads
    }
  }
}
