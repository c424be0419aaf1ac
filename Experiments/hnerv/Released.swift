import Datasets
import Foundation
import Lab
import Metrics
import NN
import Store
import Tensors
import Zoo

/// What the authors' released files say of the first real video (preset full).
struct Released: Codable {
  /// One file and the quality of its frames.
  struct Row: Codable {
    let file: String
    let width: Int
    let count: Int
    let frames: Int
    let psnr: Double
  }

  private(set) var rows: [Row] = []

  init(_ p: Settings, _ footage: Footage, reading book: Notebook<HNeRV.Parameters>) throws {
    guard p.checkpoint != nil || p.payload != nil else { return }
    guard let name = Footage.names(p).first else {
      throw LabError("--checkpoint and --payload need --data: the video they are of")
    }
    let video = try footage[name]
    let all = Array(0..<video.count)
    if let url = p.checkpoint {
      let state = try Self.state(TorchArchive(book.input(url)))
      let network = NeuralVideo(
        try Self.plan(state, p, url), Arm.hnerv.source(p, using: nil), frames: video.count,
        using: nil)
      try Self.naming(url) { try network.load(state) }
      add(url, network.decoder.plan, video, try Rendering(network, video).psnr(all))
    }
    if let url = p.payload {
      let archive = try TorchArchive(book.input(url))
      let state = try Self.dequantised(archive, under: "model.")
      let decoder = VideoDecoder(try Self.plan(state, p, url), using: nil)
      try Self.naming(url) { try decoder.load(state) }
      guard let embeddings = try Self.dequantised(archive, under: "")["embed"],
        embeddings.rank == 4, embeddings.shape[0] >= video.count
      else { throw LabError("\(url.path): has no embeddings of \(video.count) frames") }
      let rendering = Rendering(decoder, embeddings: embeddings, video)
      add(url, decoder.plan, video, try rendering.psnr(all))
    }
  }

  private mutating func add(
    _ url: URL, _ plan: VideoDecoderPlan, _ video: any VideoFrames, _ psnr: [Double]
  ) {
    rows.append(
      Row(
        file: url.lastPathComponent, width: plan.width,
        count: plan.storedCount(frames: video.count), frames: video.count, psnr: psnr.mean))
  }

  /// A checkpoint's weights by our keys: without the wrapper of parallel training and the name that
  /// older versions gave to blocks.
  private static func state(_ archive: TorchArchive) throws -> [String: Tensor] {
    let state = try archive.tensors(under: "state_dict.")
    guard !state.isEmpty else { throw LabError("\(archive.source.path): has no state_dict") }
    return Dictionary(
      state.map { ($0.replacing("module.", with: "").replacing("blocks.0.", with: ""), $1) }
    ) { first, _ in first }
  }

  /// Tensors stored as whole numbers, minimum and scale, by their keys.
  private static func dequantised(
    _ archive: TorchArchive, under prefix: String
  ) throws -> [String: Tensor] {
    let parts = try archive.tensors(under: prefix)
    return try parts.keys.filter { $0.hasSuffix(".quant") }.reduce(into: [:]) { state, key in
      let name = String(key.dropLast(".quant".count))
      guard let codes = parts[key], let minimum = parts["\(name).min"],
        let scale = parts["\(name).scale"]
      else { throw LabError("\(archive.source.path): \(name) lacks its minimum or scale") }
      state[name] =
        QuantisedTensor(codes: codes, minimum: minimum, scale: scale).dequantised
    }
  }

  /// HNeRV's decoder with as many channels after the stem as the weights have.
  private static func plan(
    _ state: [String: Tensor], _ p: Settings, _ url: URL
  ) throws -> VideoDecoderPlan {
    guard let stem = state["decoder.0.conv.downconv.weight"] else {
      throw LabError("\(url.path): has no decoder.0.conv.downconv.weight")
    }
    return Arm.hnerv.plan(p, width: stem.shape[0])
  }

  private static func naming(_ url: URL, _ load: () throws -> Void) throws {
    do { try load() } catch { throw LabError("\(url.path): \(error)") }
  }
}
