import Datasets
import Lab
import Metrics
import Tensors
import Zoo

/// Frames decoded one by one, for the time that it takes.
struct Decoding: Codable {
  let arm: Arm
  let frames: Int

  init(_ network: NeuralVideo, _ arm: Arm, on video: any VideoFrames, frames: Int) throws {
    (self.arm, self.frames) = (arm, frames)
    try noGrad {
      let embedding = try network.embeddings(of: [0], video.frames([0]))
      for _ in 0..<frames { _ = network.decoder(embedding) }
    }
  }
}

/// A network quantised, coded, and decoded again from the code alone.
struct Compression: Codable {
  /// A payload and what comes out of it.
  struct Point: Codable {
    /// Bits of a quantised weight.
    let decoderBits: Int
    /// Code words, minima and scales; the code's own table beside them.
    let symbolBits: Int
    let tableBits: Int
    let codeBits: Int
    /// Stored numbers.
    let count: Int
    /// Pixels of all frames.
    let pixels: Int
    /// Mean over frames.
    let psnr: Double

    /// The paper's account of bits a pixel.
    var bitsPerPixel: Double { Double(symbolBits + tableBits) / Double(pixels) }
    /// The paper's account of bits a stored number.
    var bitsPerParameter: Double { Double(symbolBits + tableBits) / Double(count) }
  }

  /// Mean ratio before quantisation.
  let psnr: Double
  /// By bits of a weight: those asked for first, then coarser ones down to four.
  let points: [Point]

  init(_ network: NeuralVideo, _ fit: Fit, _ p: Settings, on video: any VideoFrames) throws {
    let all = Array(0..<video.count)
    let rendering = Rendering(network, video)
    psnr = try rendering.psnr(all).mean
    let inputs = try noGrad {
      Tensor.concatenated(
        try all.map { network.embeddings(of: [$0], try video.frames([$0])) })
    }
    let isStored = network.decoder.plan.embeddingCount > 0
    points = try (min(4, p.decoderBits)...p.decoderBits).reversed().map { bits in
      let payload = VideoPayload(
        network.decoder, embeddings: isStored ? inputs : nil, decoderBits: bits,
        embeddingBits: p.embeddingBits)
      let (decoder, embeddings) = try payload.decoded()
      let decoded = Rendering(decoder, embeddings: embeddings ?? inputs, video)
      return Point(
        decoderBits: bits, symbolBits: payload.symbolBits, tableBits: payload.tableBits,
        codeBits: payload.codeBits, count: payload.count,
        pixels: video.count * video.height * video.width, psnr: try decoded.psnr(all).mean)
    }
  }
}
