/// What a SentencePiece `.model` file holds.
struct SentencePieceModel {
  /// What a piece is for, numbered as in the file.
  enum Kind: UInt64 {
    case normal = 1
    case unknown, control, userDefined, unused, byte

    /// Whether the piece may be found in a text.
    var isText: Bool { self == .normal || self == .userDefined || self == .unused }
  }

  struct Piece {
    var bytes: [UInt8] = []
    var score: Float = 0
    var kind: Kind = .normal
  }

  enum Algorithm: UInt64 {
    case unigram = 1
    case bpe, word, char
  }

  let file: String
  private(set) var pieces: [Piece] = []
  private(set) var algorithm = Algorithm.unigram
  private(set) var fallsBackToBytes = false
  private(set) var unknownSurface: [UInt8] = Array(" \u{2047} ".utf8)
  private(set) var bosPiece: [UInt8] = Array("<s>".utf8)
  private(set) var eosPiece: [UInt8] = Array("</s>".utf8)
  private(set) var characterMap: CharacterMap?
  private(set) var addsDummyPrefix = true
  private(set) var removesExtraSpaces = true
  private(set) var escapesSpaces = true
  private(set) var spaceIsSuffix = false
  /// The id of the unknown piece.
  private(set) var unknown: Int32 = 0

  init(_ bytes: [UInt8], file: String) throws {
    self.file = file
    var message = ProtobufMessage(bytes[...], file: file)
    while let (number, value) = try message.next() {
      switch (number, value) {
      case (1, .bytes(let body)): pieces.append(try piece(body))
      case (2, .bytes(let body)): try readTrainer(body)
      case (3, .bytes(let body)): try readNormalizer(body)
      case (5, .bytes(let body)): try checkDenormalizer(body)
      case (1...5, .varint), (1...5, .fixed32), (1...5, .fixed64):
        throw message.fault("field \(number) of a SentencePiece model is not a message")
      default: break  // Extensions.
      }
    }
    try check()
  }

  private func piece(_ body: ArraySlice<UInt8>) throws -> Piece {
    var piece = Piece()
    var message = ProtobufMessage(body, file: file)
    while let (number, value) = try message.next() {
      switch (number, value) {
      case (1, .bytes(let text)):
        piece.bytes = Array(text)
        guard String(validating: text, as: UTF8.self) != nil else {
          throw TokenizerError("\(file): piece \(pieces.count) is not valid UTF-8")
        }
      case (2, .fixed32(let bits)): piece.score = Float(bitPattern: bits)
      case (3, .varint(let code)):
        guard let kind = Kind(rawValue: code) else {
          throw TokenizerError("\(file): piece \(pieces.count) is of the unknown type \(code)")
        }
        piece.kind = kind
      default: break
      }
    }
    guard !piece.bytes.isEmpty else {
      throw TokenizerError("\(file): piece \(pieces.count) is empty")
    }
    guard piece.score.isFinite else {
      throw TokenizerError("\(file): piece \(pieces.count) has the score \(piece.score)")
    }
    return piece
  }

  private mutating func readTrainer(_ body: ArraySlice<UInt8>) throws {
    var message = ProtobufMessage(body, file: file)
    while let (number, value) = try message.next() {
      switch (number, value) {
      case (3, .varint(let code)):
        guard let known = Algorithm(rawValue: code) else {
          throw TokenizerError("\(file): trainer_spec.model_type is \(code)")
        }
        algorithm = known
      case (24, .varint(let flag)): spaceIsSuffix = flag != 0
      case (35, .varint(let flag)): fallsBackToBytes = flag != 0
      case (44, .bytes(let text)): unknownSurface = Array(text)
      case (46, .bytes(let text)) where !text.isEmpty: bosPiece = Array(text)
      case (47, .bytes(let text)) where !text.isEmpty: eosPiece = Array(text)
      default: break
      }
    }
  }

  private mutating func readNormalizer(_ body: ArraySlice<UInt8>) throws {
    var message = ProtobufMessage(body, file: file)
    while let (number, value) = try message.next() {
      switch (number, value) {
      case (2, .bytes(let blob)) where !blob.isEmpty:
        characterMap = try CharacterMap(
          Array(blob), place: "\(file): normalizer_spec.precompiled_charsmap")
      case (3, .varint(let flag)): addsDummyPrefix = flag != 0
      case (4, .varint(let flag)): removesExtraSpaces = flag != 0
      case (5, .varint(let flag)): escapesSpaces = flag != 0
      default: break
      }
    }
  }

  private func checkDenormalizer(_ body: ArraySlice<UInt8>) throws {
    var message = ProtobufMessage(body, file: file)
    while let (number, value) = try message.next() {
      if case (2, .bytes(let blob)) = (number, value), !blob.isEmpty {
        throw TokenizerError("\(file): a denormalizer_spec is not supported")
      }
    }
  }

  private mutating func check() throws {
    let unknowns = pieces.indices.filter { pieces[$0].kind == .unknown }
    guard let first = unknowns.first, unknowns.count == 1 else {
      throw TokenizerError(
        "\(file): \(pieces.count) pieces, \(unknowns.count) of them unknown pieces; "
          + "a SentencePiece model has exactly one")
    }
    unknown = Int32(first)
    let byteCount = pieces.count { $0.kind == .byte }
    guard byteCount == (fallsBackToBytes ? 256 : 0) else {
      throw TokenizerError(
        "\(file): \(byteCount) byte pieces with byte_fallback \(fallsBackToBytes)")
    }
  }

  /// The pieces as a vocabulary; a piece that occurs twice is an error.
  func vocabulary() throws -> Vocabulary {
    var vocabulary = Vocabulary(file: file, capacity: pieces.count)
    for (id, piece) in pieces.enumerated() { try vocabulary.insert(piece.bytes, id: id) }
    if fallsBackToBytes, let missing = vocabulary.bytePieces.firstIndex(of: nil) {
      throw TokenizerError("\(file): no piece for the byte \(missing)")
    }
    return vocabulary
  }

  /// The pieces the user defined, which are never taken apart or rewritten.
  var protectedPieces: PrefixTrie? {
    let defined = pieces.indices.filter { pieces[$0].kind == .userDefined }
    return defined.isEmpty ? nil : PrefixTrie(defined.map { (pieces[$0].bytes[...], Int32($0)) })
  }

  /// The id of a control piece.
  func control(_ piece: [UInt8]) -> Int32? {
    pieces.firstIndex { $0.kind == .control && $0.bytes == piece }.map(Int32.init)
  }

  /// Joins neighbouring unknown ids into one.
  func fuseUnknown(_ ids: inout [Int32], from first: Int) {
    guard ids[first...].contains(unknown) else { return }
    var previous: Int32?
    let kept = ids[first...].filter { id in
      defer { previous = id }
      return id != unknown || previous != unknown
    }
    ids.replaceSubrange(first..., with: kept)
  }

  /// The unigram model's constants as SentencePiece has them.
  func unigram(_ vocabulary: Vocabulary) -> Unigram {
    let normal = pieces.filter { $0.kind == .normal }.map(\.score)
    // SentencePiece starts its search for the greatest score at the least positive number.
    let greatest = Double(normal.reduce(Float.leastNormalMagnitude, max))
    let scores = pieces.map { piece -> Double? in
      switch piece.kind {
      case .normal: Double(piece.score)
      case .userDefined: Double(Float(piece.bytes.count) * Float(greatest)) - 0.1
      default: nil
      }
    }
    return Unigram(
      vocabulary: vocabulary,
      pieces: pieces.indices.filter { pieces[$0].kind.isText }
        .map { (pieces[$0].bytes[...], Int32($0)) },
      scores: scores, leastScore: Double(normal.min() ?? 0), unknown: unknown,
      bytePieces: fallsBackToBytes ? vocabulary.bytePieces : Array(repeating: nil, count: 256),
      isSingle: true, isCacheable: false)
  }
}
