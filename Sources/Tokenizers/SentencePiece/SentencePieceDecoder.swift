/// Pieces back to text as SentencePiece does it.
struct SentencePieceDecoder: PieceDecoder {
  let model: SentencePieceModel
  let vocabulary: Vocabulary

  func decode(_ tokens: [[UInt8]]) -> [[UInt8]] {
    var text: [UInt8] = []
    var bytes: [UInt8] = []
    var mayStrip = model.addsDummyPrefix || model.removesExtraSpaces
    for token in tokens {
      let id = vocabulary.id(of: token)
      let kind = id.map { model.pieces[Int($0)].kind } ?? .normal
      if kind == .byte, let id {
        bytes.append(byte(of: id))
        continue
      }
      text.append(contentsOf: Array(String(decoding: bytes, as: UTF8.self).utf8))
      bytes.removeAll()
      if !text.isEmpty { mayStrip = false }
      switch kind {
      case .control: break
      case .unknown: text.append(contentsOf: model.unknownSurface)
      default:
        var piece = token[...]
        if mayStrip, piece.starts(with: SentencePieceNormalizer.space) {
          piece = piece.dropFirst(3)
          mayStrip = model.removesExtraSpaces
        }
        append(piece, to: &text)
      }
    }
    text.append(contentsOf: Array(String(decoding: bytes, as: UTF8.self).utf8))
    return [text]
  }

  private func byte(of id: Int32) -> UInt8 {
    let digits = model.pieces[Int(id)].bytes.dropFirst(3).prefix(2)
    return UInt8(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0
  }

  private func append(_ piece: ArraySlice<UInt8>, to text: inout [UInt8]) {
    var rest = piece
    while let byte = rest.first {
      if rest.starts(with: SentencePieceNormalizer.space) {
        text.append(0x20)
        rest = rest.dropFirst(3)
      } else {
        text.append(byte)
        rest = rest.dropFirst()
      }
    }
  }
}
