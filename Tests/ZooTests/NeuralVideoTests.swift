import Foundation
import NN
import Store
import Tensors
import Testing
import Zoo

/// Videos as networks: plans, sizes, frames, payloads.
@Suite struct NeuralVideoTests {
  private let embedding = VideoDecoderPlan.Input.embedding(channels: 8, height: 1, width: 2)
  private let code = VideoDecoderPlan.Input.code(width: 80, mapHeight: 2, mapWidth: 4)

  private func plan(_ width: Int) -> VideoDecoderPlan {
    VideoDecoderPlan(
      input: embedding, strides: [4, 2, 2, 2], rule: .even, leastWidth: 6, width: width)
  }

  @Test func theReferenceIsReproduced() throws {
    let archive = try TorchArchive(Fixture.folder.appending(path: "hnerv/hnerv.pth"))
    let plan = VideoDecoderPlan(
      input: .embedding(channels: 3, height: 1, width: 2), strides: [4, 2], rule: .even,
      leastWidth: 4, width: 5)
    let encoder = ConvNeXt(widths: [6, 3], strides: [2, 4], blocks: [1, 1], using: nil)
    let video = NeuralVideo(plan, .content(encoder), frames: 2, using: nil)
    try video.load(archive.tensors(under: "state_dict.module."))
    let frames = try archive.tensor("frames")
    let embeddings = video.embeddings(of: [0, 1], frames)
    #expect(try embeddings.isClose(to: archive.tensor("embeddings"), absolute: 1e-5))
    #expect(try video([0, 1], frames).isClose(to: archive.tensor("output"), absolute: 1e-5))
  }

  @Test func countsAreThoseOfTheDecoder() {
    for rule in [VideoDecoderPlan.BlockRule.even, .nerv] {
      for (input, strides) in [(embedding, [4, 2, 2, 2]), (code, [4, 2, 2])] {
        for width in [1, 7, 30] {
          let plan = VideoDecoderPlan(
            input: input, strides: strides, rule: rule, leastWidth: 6, width: width)
          let decoder = VideoDecoder(plan, using: Generator(seed: 0))
          #expect(plan.parameterCounts.reduce(0, +) == decoder.parameterCount)
          #expect(plan.parameterCounts.count == strides.count + 2)
        }
      }
    }
    // Σ (Cᵢ · Cᵢ₊₁ · sᵢ² · kᵢ² + Cᵢ₊₁ · sᵢ²) for widths 10, 8, 7, 6, 6 and kernels 1, 3, 5, 5.
    #expect(plan(10).widths == [10, 8, 7, 6, 6] && plan(10).kernels == [1, 3, 5, 5])
    #expect(
      plan(10).parameterCounts == [
        8 * 10 + 10, 10 * 8 * 16 + 8 * 16, 8 * 7 * 4 * 9 + 7 * 4, 7 * 6 * 4 * 25 + 6 * 4,
        6 * 6 * 4 * 25 + 6 * 4, 6 * 3 * 9 + 3,
      ])
  }

  @Test func widthsAreRoundedAsInPython() {
    // The released 1.5 M model: 68, 57, 48 (47.5), 40, 33, 28 (27.5).
    let released = VideoDecoderPlan(
      input: .embedding(channels: 16, height: 2, width: 4), strides: [5, 4, 4, 2, 2], rule: .even,
      leastWidth: 12, width: 68)
    #expect(released.widths == [68, 57, 48, 40, 33, 28])
    #expect(released.frame == (640, 1280))
    #expect(released.embeddingCount == 128)
  }

  @Test func theSizeSearchFindsTheNearest() {
    for (input, strides, frames) in [(embedding, [4, 2, 2, 2], 24), (code, [4, 2, 2], 0)] {
      for size in [1, 9_000, 12_000, 24_000, 200_000] {
        let found = VideoDecoderPlan(
          input: input, strides: strides, rule: .even, leastWidth: 6, nearest: size, frames: frames)
        let distances = (1...80).map { width in
          let plan = VideoDecoderPlan(
            input: input, strides: strides, rule: .even, leastWidth: 6, width: width)
          return abs(plan.storedCount(frames: frames) - size)
        }
        #expect(abs(found.storedCount(frames: frames) - size) == distances.min())
      }
    }
    let found = VideoDecoderPlan(
      input: embedding, strides: [4, 2, 2, 2], rule: .even, leastWidth: 6, nearest: 12_000,
      frames: 24)
    #expect(found.storedCount(frames: 24) == 11_555 + 24 * 16)
  }

  @Test func framesHaveTheSizeOfThePlan() {
    let decoder = VideoDecoder(plan(3), using: Generator(seed: 0))
    let frames = decoder(Tensor.randn([2, 8, 1, 2], using: Generator(seed: 1)))
    #expect(frames.shape == [2, 3, 32, 64])
    #expect(plan(3).frame == (32, 64))
    #expect(frames.min().item(Double.self) >= 0 && frames.max().item(Double.self) <= 1)
    let ofCodes = VideoDecoder(
      VideoDecoderPlan(input: code, strides: [4, 2, 2], rule: .nerv, leastWidth: 6, width: 3),
      using: Generator(seed: 0))
    #expect(ofCodes(Tensor.ones([2, 80])).shape == [2, 3, 32, 64])
  }

  @Test func framesDecodeIndependently() {
    let decoder = VideoDecoder(plan(4), using: Generator(seed: 0))
    let embeddings = Tensor.randn([6, 8, 1, 2], using: Generator(seed: 1))
    let all = decoder(embeddings)
    for subset in [[3], [5, 0], [1, 2, 4]] {
      let some = decoder(embeddings.indexSelected(0, Tensor(subset)))
      #expect(
        some.isClose(to: all.indexSelected(0, Tensor(subset)), absolute: 1e-6, relative: 0))
    }
  }

  @Test func everySourceTrains() {
    let frames = Tensor.rand([4, 3, 32, 64], using: Generator(seed: 0))
    let encoder = ConvNeXt(
      widths: [4, 4, 4, 8], strides: [4, 2, 2, 2], blocks: [1, 1, 1, 1], using: Generator(seed: 1))
    let times = VideoDecoderPlan(
      input: code, strides: [4, 2, 2], rule: .nerv, leastWidth: 6, width: 2)
    for (plan, source) in [
      (plan(2), NeuralVideo.Source.content(encoder)), (plan(2), .table),
      (times, .time(SinusoidalCode(base: 1.25, levels: 40))),
    ] {
      let video = NeuralVideo(plan, source, frames: 4, using: Generator(seed: 2))
      video([2, 0], frames.indexSelected(0, Tensor([2, 0]))).squaredError(frames[..<2]).backward()
      #expect(video.parameters.allSatisfy { $0.tensor.gradient != nil })
    }
  }

  @Test func aPayloadDecodesWithoutTheEncoder() throws {
    for bits in [8, 5] {
      let decoder = VideoDecoder(plan(4), using: Generator(seed: 0))
      let embeddings = Tensor.randn([60, 8, 1, 2], using: Generator(seed: 1))
      let payload = VideoPayload(decoder, embeddings: embeddings, decoderBits: bits)
      let file = FileManager.default.temporaryDirectory.appending(path: "payload-\(UUID()).h5")
      defer { try? FileManager.default.removeItem(at: file) }
      try Results.save(payload, to: file)
      let (loaded, codes) = try Results.load(VideoPayload.self, from: file).decoded()

      // The quantised weights put back into the first decoder give the same frames.
      let twin = VideoDecoder(decoder.plan, using: nil)
      try twin.load(
        decoder.state.mapValues { QuantisedTensor($0, bits: bits).dequantised })
      let quantised = QuantisedTensor(embeddings, bits: 6).dequantised
      #expect(codes?.isEqual(to: quantised) == true)
      #expect(loaded(quantised[..<3]).isEqual(to: twin(quantised[..<3])))
      #expect(payload.count == decoder.parameterCount + embeddings.count)
      #expect(payload.symbolBits < (bits + 1) * payload.count)
      #expect(payload.bitCount == payload.symbolBits + payload.tableBits)
    }
    let ofCodes = VideoDecoder(
      VideoDecoderPlan(input: code, strides: [4, 2, 2], rule: .nerv, leastWidth: 6, width: 2),
      using: Generator(seed: 0))
    let payload = VideoPayload(ofCodes, embeddings: nil)
    #expect(payload.count == ofCodes.parameterCount)
    #expect(try payload.decoded().embeddings == nil)
  }

  @Test func theLossHasNoGradientInHoles() {
    let mask = SquareHoles(side: 5).mask(height: 16, width: 24)
    // Four pixels a side: an odd one is lost.
    #expect((1 - mask).sum().item(Int.self) == 5 * 16)
    for (y, x) in [(8, 12), (4, 6), (4, 18), (12, 6), (12, 18)] {
      #expect(mask[y - 2..<y + 2, x - 2..<x + 2].sum().item(Int.self) == 0)
    }
    let output = Tensor.rand([2, 3, 16, 24], using: Generator(seed: 0)).requiringGradient()
    let frames = Tensor.rand([2, 3, 16, 24], using: Generator(seed: 1))
    (output * mask).squaredError(frames * mask).backward()
    let gradient = output.gradient ?? output
    #expect((gradient * (1 - mask)).abs().max().item(Double.self) == 0)
    #expect(((gradient .== 0.0).converted(to: .float32) * mask).sum().item(Double.self) == 0)
  }
}
