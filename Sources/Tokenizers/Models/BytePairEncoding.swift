/// Byte-pair encoding with a list of merges (Sennrich et al. 2016), as tokenizer.json has it.
final class BytePairEncoding: SubwordModel {
  let vocabulary: Vocabulary
  private let merges: MergeTable
  private let unknown: Int32?
  private let fusesUnknown: Bool
  private let bytePieces: [Int32?]
  private let prefix: [UInt8]
  private let suffix: [UInt8]
  /// A piece that is in the vocabulary as it stands is not taken apart.
  private let ignoresMerges: Bool
  private var merger = PairMerger()

  init(
    vocabulary: Vocabulary, merges: [(left: ArraySlice<UInt8>, right: ArraySlice<UInt8>)],
    place: String, unknown: Int32? = nil, fusesUnknown: Bool = false,
    fallsBackToBytes: Bool = false,
    prefix: [UInt8] = [], suffix: [UInt8] = [], ignoresMerges: Bool = false
  ) throws {
    self.vocabulary = vocabulary
    self.unknown = unknown
    self.fusesUnknown = fusesUnknown
    bytePieces = fallsBackToBytes ? vocabulary.bytePieces : Array(repeating: nil, count: 256)
    self.prefix = prefix
    self.suffix = suffix
    self.ignoresMerges = ignoresMerges
    var table = MergeTable(capacity: merges.count)
    for (rank, merge) in merges.enumerated() {
      func id(_ piece: some Collection<UInt8>) throws -> Int32 {
        if let id = vocabulary.id(of: piece) { return id }
        throw TokenizerError(
          "\(place)[\(rank)]: piece \"\(String(decoding: piece, as: UTF8.self))\" "
            + "is not in the vocabulary")
      }
      let tail =
        merge.right.starts(with: prefix) ? merge.right.dropFirst(prefix.count) : merge.right
      table[try id(merge.left), try id(merge.right)] = Merge(
        rank: Int32(rank), id: try id(merge.left + tail))
    }
    self.merges = table
  }

  convenience init(_ node: Node) throws {
    if let dropout = try node.optional("dropout"), try dropout.number() != 0 {
      throw dropout.fault("is \(try dropout.number()): random encodings are not supported")
    }
    let vocabulary = try node.member("vocab").vocabulary()
    let merges = try node.member("merges")
    let unknown = try node.id(named: "unk_token", in: vocabulary)
    try self.init(
      vocabulary: vocabulary, merges: try merges.mergePairs(),
      place: "\(node.file): \(merges.path)",
      unknown: unknown, fusesUnknown: try node.bool("fuse_unk", default: false),
      fallsBackToBytes: try node.bool("byte_fallback", default: false),
      prefix: try node.optional("continuing_subword_prefix")?.bytes() ?? [],
      suffix: try node.optional("end_of_word_suffix")?.bytes() ?? [],
      ignoresMerges: try node.bool("ignore_merges", default: false))
  }

  func encode(_ piece: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
    if ignoresMerges, let id = vocabulary.id(of: piece) {
      ids.append(id)
      return
    }
    merger.clear()
    spell(piece)
    let merges = merges
    merger.run { merges[$0.id, $1.id] }
    for symbol in merger.symbols where symbol.length > 0 { ids.append(symbol.id) }
  }

  /// Fills the merger with the piece's characters.
  private func spell(_ piece: UnsafeBufferPointer<UInt8>) {
    var pending: (start: Int, length: Int)?
    func flush() {
      if let unknown, let run = pending {
        merger.append(id: unknown, start: run.start, length: run.length)
      }
      pending = nil
    }
    var start = 0
    while start < piece.count {
      let end = min(start + Scalars.length(piece[start]), piece.count)
      defer { start = end }
      let character = UnsafeBufferPointer(rebasing: piece[start..<end])
      if let id = id(character, isFirst: start == 0, isLast: end == piece.count) {
        flush()
        merger.append(id: id, start: start, length: end - start)
        continue
      }
      let bytes = character.map { bytePieces[Int($0)] }
      if !bytes.contains(nil) {
        for (offset, id) in bytes.enumerated() {
          merger.append(id: id ?? 0, start: start + offset, length: 1)
        }
      } else if let run = pending, fusesUnknown {
        pending = (run.start, run.length + end - start)
      } else {
        flush()
        pending = (start, end - start)
      }
    }
    flush()
  }

  private func id(_ character: UnsafeBufferPointer<UInt8>, isFirst: Bool, isLast: Bool) -> Int32? {
    let before = isFirst ? [] : prefix
    let after = isLast ? suffix : []
    if before.isEmpty, after.isEmpty { return vocabulary.id(of: character) }
    return vocabulary.id(of: before + character + after)
  }
}

extension Node {
  /// Reads `merges`: pairs, or strings with one space between the two sides.
  fileprivate func mergePairs() throws -> [(left: ArraySlice<UInt8>, right: ArraySlice<UInt8>)] {
    guard case .array(let elements) = json else { throw fault("is not an array") }
    return try elements.enumerated().map { index, element in
      switch element {
      case .string(let line):
        guard let pair = mergeSides(line[...]) else {
          throw TokenizerError(
            "\(file): \(path)[\(index)] is \"\(String(decoding: line, as: UTF8.self))\", "
              + "not two pieces with a space between")
        }
        return pair
      case .array(let sides):
        guard sides.count == 2, case .string(let left) = sides[0],
          case .string(let right) = sides[1]
        else { throw TokenizerError("\(file): \(path)[\(index)] is not a pair of strings") }
        return (left[...], right[...])
      default: throw TokenizerError("\(file): \(path)[\(index)] is not a merge")
      }
    }
  }
}

/// The two sides of a merge written with one space between.
func mergeSides(_ line: ArraySlice<UInt8>) -> (left: ArraySlice<UInt8>, right: ArraySlice<UInt8>)? {
  guard let space = line.firstIndex(of: 0x20), case let right = line[(space + 1)...],
    !right.contains(0x20)
  else { return nil }
  return (line[..<space], right)
}
