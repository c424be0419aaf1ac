import Foundation
import NN
import Store
import Tensors

/// All that is stored of a video: the quantised decoder and embeddings, as one Huffman code
/// (Chen et al. 2023, section 3.3). It can be decoded without an encoder.
public struct VideoPayload: Codable {
  /// A quantised tensor without its symbols.
  struct Part: Codable {
    let key: String
    let shape: [Int]
    let minimum: Tensor
    let scale: Tensor
  }

  /// How the decoder is built.
  public let plan: VideoDecoderPlan
  let parts: [Part]
  let code: HuffmanCode
  let symbols: Data
  /// The numbers that are stored: weights, and elements of embeddings.
  public let count: Int
  /// The length of all symbols' code words in bits.
  public let symbolBits: Int
  /// The bits that minima and scales take.
  public let tableBits: Int

  private static let embeddings = "embeddings"

  /// Quantises and encodes a video.
  ///
  /// - Parameter embeddings: one a frame; nil for a decoder of codes, which need no storing.
  public init(
    _ decoder: VideoDecoder, embeddings: Tensor?, decoderBits: Int = 8, embeddingBits: Int = 6
  ) {
    var tensors =
      embeddings.map {
        [(Self.embeddings, QuantisedTensor($0, bits: embeddingBits))]
      } ?? []
    tensors += decoder.parameters.map { ($0.key, QuantisedTensor($0.tensor, bits: decoderBits)) }
    let data = tensors.flatMap { $0.1.codes.flattened().elements(UInt8.self) }
    plan = decoder.plan
    parts = tensors.map { key, tensor in
      Part(
        key: key, shape: tensor.codes.shape, minimum: tensor.minimum, scale: tensor.scale)
    }
    code = HuffmanCode(for: data)
    symbols = Data(code.encode(data))
    count = data.count
    symbolBits = code.bitCount(of: HuffmanCode.counts(of: data))
    tableBits = tensors.reduce(0) { $0 + $1.1.tableBits }
  }

  /// The bits of the paper's account: code words, minima and scales. The code's own table of lengths
  /// is not in it.
  public var bitCount: Int { symbolBits + tableBits }

  /// The code's table: a symbol and a length in bytes.
  public var codeBits: Int { 16 * code.symbols.count }

  /// The decoder and the embeddings, which are nil for a decoder of codes.
  ///
  /// - Throws: `HuffmanError`, `ZooError` or `StateError` when the parts do not fit.
  public func decoded() throws -> (decoder: VideoDecoder, embeddings: Tensor?) {
    let data = try code.decode(symbols, count: count)
    var start = 0
    var tensors: [String: Tensor] = [:]
    for part in parts {
      let end = start + part.shape.reduce(1, *)
      guard end <= data.count else {
        throw ZooError("\(part.key): \(end) of \(data.count) symbols are needed")
      }
      let codes = Tensor(Array(data[start..<end]), shape: part.shape)
      tensors[part.key] =
        QuantisedTensor(codes: codes, minimum: part.minimum, scale: part.scale).dequantised
      start = end
    }
    let embeddings = tensors.removeValue(forKey: Self.embeddings)
    let decoder = VideoDecoder(plan, using: nil)
    try decoder.load(tensors)
    return (decoder, embeddings)
  }
}
