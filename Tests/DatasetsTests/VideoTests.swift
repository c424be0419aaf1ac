import Datasets
import Foundation
import Tensors
import Testing

/// Generated videos, frames in PNG files and raw planar video.
@Suite struct VideoTests {
  private let scratch = FileManager.default.temporaryDirectory.appending(path: "video-\(UUID())")

  init() throws {
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
  }

  private func fixture(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/images/\(name)")
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }

  // MARK: generated

  @Test(arguments: ProceduralVideo.allCases) func videosFollowFromTheirSeed(
    _ video: ProceduralVideo
  ) {
    let frames = video.frames(5, height: 16, width: 24, seed: 3)
    #expect(frames.shape == [5, 3, 16, 24])
    #expect(frames.min().item(Double.self) >= 0 && frames.max().item(Double.self) <= 1)
    #expect(frames.isEqual(to: video.frames(5, height: 16, width: 24, seed: 3)))
    #expect(!frames.isEqual(to: video.frames(5, height: 16, width: 24, seed: 4)))
    // More frames go on from there.
    #expect(video.frames(7, height: 16, width: 24, seed: 3)[..<5].isEqual(to: frames))
  }

  @Test(arguments: ProceduralVideo.allCases) func everyFrameMovesALittle(_ video: ProceduralVideo) {
    let frames = video.frames(12, height: 32, width: 64, seed: 0)
    let changes = (frames[1...] - frames[..<11]).abs().mean(1, 2, 3).elements(Double.self)
    #expect(changes.allSatisfy { $0 > 0.002 && $0 < 0.1 }, "\(changes)")
  }

  @Test func spritesKeepTheirBackground() {
    let frames = ProceduralVideo.sprites.frames(12, height: 32, width: 64, seed: 0)
    // A pixel that no disk touches is the same in all frames; most are.
    let isStill = (frames .== frames[..<1]).all(1).all(0)
    let share: Double = isStill.converted(to: .float32).mean().item()
    #expect(share > 0.2 && share < 1)
  }

  @Test func texturesAreInterpolated() {
    var random = SeededRandom(seed: 1)
    let texture = ColourTexture(noise: 2, cell: 3, width: 6, height: 5, using: &random)
    let corners = [(2, 1), (3, 1), (2, 2), (3, 2)].map {
      texture.colour(x: Double($0.0), y: Double($0.1))
    }
    let middle = texture.colour(x: 2.5, y: 1.5)
    let mean = (corners[0] + corners[1] + corners[2] + corners[3]) / 4
    for channel in 0..<3 { #expect(abs(middle[channel] - mean[channel]) < 1e-12) }
    #expect(texture.colour(x: -3, y: 9) == texture.colour(x: 0, y: 4))
    let all = (0..<30).map { texture.colour(x: Double($0 % 6), y: Double($0 / 6)) }
    for channel in 0..<3 {
      #expect(all.map { $0[channel] }.min() == 0 && all.map { $0[channel] }.max() == 1)
    }
  }

  // MARK: images

  @Test func pngFilesOfAllKindsAreRead() throws {
    let image = try ColourImage(png: fixture("colours.png"))
    #expect(image.height == 3 && image.width == 5)
    let expected = (0..<15).flatMap { place -> [UInt8] in
      let (y, x) = place.quotientAndRemainder(dividingBy: 5)
      return [UInt8(50 * x), UInt8(100 * y), UInt8(10 * (x + y))]
    }
    #expect(image.bytes == expected)
    #expect(try ColourImage(png: fixture("palette.png")) == image)
    let grey = (0..<15).flatMap { Array(repeating: UInt8(50 * ($0 % 5)), count: 3) }
    #expect(try ColourImage(png: fixture("grey.png")).bytes == grey)
    var transparent = expected
    transparent.replaceSubrange(12..<15, with: [0, 0, 0])
    #expect(try ColourImage(png: fixture("alpha.png")).bytes == transparent)
    // 16 bits are taken for linear light, as libpng's simplified interface has it.
    let wide = try ColourImage(png: fixture("grey16.png"))
    #expect(wide.height == 3 && wide.width == 5)
    #expect(image.tensor.shape == [3, 3, 5])
    #expect(abs(image.tensor[0, 0, 1].item(Double.self) - 50.0 / 255) < 1e-7)
    #expect(ColourImage(image.tensor) == image)
  }

  @Test func writtenImagesAreReadBack() throws {
    let image = try ColourImage(png: fixture("colours.png"))
    let file = scratch.appending(path: "copy.png")
    try image.writePNG(to: file)
    #expect(try ColourImage(png: file) == image)
    let first = try Data(contentsOf: file)
    try image.writePNG(to: file)
    #expect(try Data(contentsOf: file) == first)
  }

  @Test func damagedImagesAreReadOrRefused() throws {
    let good = try Data(contentsOf: fixture("colours.png"))
    let file = scratch.appending(path: "damaged.png")
    var refused = 0
    for offset in good.indices {
      for bytes in [good.prefix(offset), good.replacing(offset, 255), good.replacing(offset, 0)] {
        try bytes.write(to: file)
        do { _ = try ColourImage(png: file) } catch let error as VideoError {
          #expect(error.description.contains("damaged.png"))
          refused += 1
        }
      }
    }
    #expect(refused > 100)
    #expect(message { _ = try ColourImage(png: scratch) }.contains(scratch.path))
  }

  @Test func anImageThatClaimsTooMuchIsRefused() throws {
    // A header of 60 000 × 60 000 pixels, with its checksum, and nothing else.
    var bytes: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]
    let chunk: [UInt8] = Array("IHDR".utf8) + [0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 2, 0, 0, 0]
    let checksum =
      chunk.reduce(UInt32.max) { sum, byte in
        (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in
          rest & 1 == 1 ? rest >> 1 ^ 0xedb8_8320 : rest >> 1
        }
      } ^ UInt32.max
    bytes += chunk + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> UInt32(24 - 8 * $0)) }
    bytes += [0, 0, 0, 0] + Array("IDAT".utf8) + [0x35, 0xaf, 0x06, 0x1e]
    let file = scratch.appending(path: "huge.png")
    try Data(bytes).write(to: file)
    #expect(
      message { _ = try ColourImage(png: file) }.contains("60000 × 60000 pixels are too many"))
  }

  // MARK: real video

  @Test func foldersOfFramesAreReadInOrder() throws {
    let frames = ProceduralVideo.pan.frames(3, height: 8, width: 10, seed: 1)
    for number in 0..<3 {
      try ColourImage(frames[number]).writePNG(
        to: scratch.appending(path: String(format: "%04d.png", 3 - number)))
    }
    try Data("x".utf8).write(to: scratch.appending(path: "notes.txt"))
    let video = try FrameFolder(scratch)
    #expect(video.count == 3 && video.height == 8 && video.width == 10)
    let read = try video.frames([2, 0])
    #expect(read.isClose(to: frames.indexSelected(0, Tensor([0, 2])), absolute: 0.5 / 255 + 1e-6))

    let cropped = try CroppedVideo(video, height: 5, width: 4, atMost: 2, name: "v")
    #expect(cropped.count == 2)
    let whole = try video.frames([0, 1])
    // Of margins 3 and 6, halves 1.5 and 3: the even one of 1 and 2, and 3.
    #expect(
      try cropped.frames().isEqual(
        to: whole[TensorIndex.all, TensorIndex.all, 2..<7, 3..<7]))
    #expect(
      message { _ = try CroppedVideo(video, height: 9, width: 4, atMost: 2, name: "v") }
        .contains("8 × 10 pixels cannot be cropped to 9 × 4"))

    try ColourImage(height: 2, width: 2, bytes: Array(repeating: 0, count: 12))
      .writePNG(to: scratch.appending(path: "0002.png"))
    #expect(message { _ = try video.frames([1]) }.contains("0002.png: 2 × 2 pixels"))
    let empty = scratch.appending(path: "empty")
    #expect(message { _ = try FrameFolder(empty) }.contains("empty"))
    try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
    #expect(message { _ = try FrameFolder(empty) }.contains("holds no PNG files"))
  }

  @Test func planarColoursAreThoseOfBT709() throws {
    // White, black, and the primaries as BT.709 with limited range has them, a frame each.
    let samples: [(yuv: [UInt8], rgb: [Double])] = [
      ([235, 128, 128], [1, 1, 1]), ([16, 128, 128], [0, 0, 0]), ([63, 102, 240], [1, 0, 0]),
      ([173, 42, 26], [0, 1, 0]), ([32, 240, 118], [0, 0, 1]),
    ]
    var bytes = Data()
    for (yuv, _) in samples {
      bytes += Data(repeating: yuv[0], count: 8) + Data(repeating: yuv[1], count: 2)
      bytes += Data(repeating: yuv[2], count: 2)
    }
    let file = scratch.appending(path: "colours.yuv")
    try bytes.write(to: file)
    let video = try PlanarVideo(file, height: 2, width: 4)
    #expect(video.count == 5)
    let frames = try video.frames()
    #expect(frames.shape == [5, 3, 2, 4])
    for (index, sample) in samples.enumerated() {
      let colour = try video.frames([index])[0, TensorIndex.all, 1, 3].elements(Double.self)
      for (found, wanted) in zip(colour, sample.rgb) { #expect(abs(found - wanted) < 0.01) }
    }
    #expect(
      message { _ = try PlanarVideo(file, height: 4, width: 6) }
        .contains("60 bytes are no whole number of frames of 4 × 6 pixels (36 bytes each)"))
    #expect(message { _ = try PlanarVideo(file, height: 3, width: 4) }.contains("must be even"))
    #expect(
      message { _ = try PlanarVideo(scratch.appending(path: "no.yuv"), height: 2, width: 4) }
        .contains("no.yuv"))
  }

  @Test func eachChromaSampleCoversFourPixels() throws {
    let file = scratch.appending(path: "chroma.yuv")
    try Data([UInt8](repeating: 126, count: 8) + [128, 200, 128, 60]).write(to: file)
    let frame = try PlanarVideo(file, height: 2, width: 4).frames([0])[0]
    for x in [0, 2] {
      #expect(frame[TensorIndex.all, 0, x].isEqual(to: frame[TensorIndex.all, 1, x + 1]))
    }
    #expect(!frame[TensorIndex.all, 0, 0].isEqual(to: frame[TensorIndex.all, 0, 2]))
  }
}

extension Data {
  fileprivate func replacing(_ offset: Int, _ byte: UInt8) -> Data {
    var copy = self
    copy[offset] = byte
    return copy
  }
}
