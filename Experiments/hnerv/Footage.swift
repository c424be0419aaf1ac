import Datasets
import Foundation
import Lab

/// The videos of a run by name: generated, or read from disk when they are asked for.
struct Footage {
  private let open: (String) throws -> any VideoFrames

  init(_ p: Settings, reading book: Notebook<HNeRV.Parameters>) throws {
    open = { name in
      if let video = ProceduralVideo(rawValue: name), p.videos.contains(video) {
        return StoredVideo(
          video.frames(p.frames, height: p.height, width: p.width, seed: p.videoSeed))
      }
      guard let url = p.data.first(where: { Self.name(of: $0) == name }) else {
        throw LabError("there is no video '\(name)'")
      }
      _ = try book.input(url)
      let isFile = url.pathExtension.lowercased() == "yuv"
      let video: any VideoFrames =
        isFile
        ? try PlanarVideo(url, height: p.yuvHeight, width: p.yuvWidth) : try FrameFolder(url)
      return try CroppedVideo(
        video, height: p.height, width: p.width, atMost: p.frames, name: url.path)
    }
  }

  subscript(name: String) -> any VideoFrames {
    get throws { try open(name) }
  }

  /// The names of a run's videos: the generated ones, then the real ones.
  static func names(_ p: Settings) -> [String] {
    p.videos.map(\.rawValue) + p.data.map(name)
  }

  private static func name(of url: URL) -> String {
    url.deletingPathExtension().lastPathComponent
  }
}

extension HNeRV {
  /// What preset full cannot do without.
  func checkInputs(_ book: Notebook<Parameters>) throws {
    guard !book.parameters.data.isEmpty else {
      throw LabError(
        "--preset full needs --data <folder of PNG frames or .yuv file>, several joined by commas")
    }
  }
}
