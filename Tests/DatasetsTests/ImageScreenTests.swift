import Datasets
import Foundation
import Testing

/// The reader of an optical pooled screen, on two tiles of images whose pixels tell where they come from.
@Suite struct ImageScreenTests {
  private let screen = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/numpy/screen")

  /// A copy that may be damaged; `damage` gets the first tile's folder.
  private func copy(_ damage: (URL) throws -> Void) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "screen-\(UUID())")
    try FileManager.default.copyItem(at: screen, to: folder)
    try damage(folder.appending(path: "processed/plate/A1/tile0"))
    return folder
  }

  private func complaint(_ url: URL) -> String {
    do {
      _ = try ImageScreen(url)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func imagesOfAGeneAreReadFromAllTiles() throws {
    let images = try ImageScreen(screen)
    #expect(images.imageShape == [2, 3, 3])
    #expect(images.perturbations == ["ATR", "BRCA1", "CDK1", "DTL", "MTOR", "nontargeting"])
    #expect(images.perturbations.map(images.count) == [5, 5, 4, 4, 3, 3])
    #expect(images.count(of: "TP53") == 0)
    // The second gene's images: rows 1, 7, 13 of the first tile, 1 and 7 of the second.
    let found = try images.images(of: "BRCA1", [4, 0, 2])
    #expect(found.shape == [3, 2, 3, 3])
    var wanted: [Float] = []
    for first in [1700, 100, 1300] {
      for pixel in 0..<18 { wanted.append(Float(first + pixel) / 32767.5 - 1) }
    }
    #expect(found.elements(Float.self) == wanted)
    #expect(try images.images(of: "ATR", []).shape == [0, 2, 3, 3])
  }

  @Test func whatIsNotThereIsNamed() throws {
    let images = try ImageScreen(screen)
    for (gene, number) in [("ATR", 5), ("ATR", -1), ("TP53", 0)] {
      #expect { _ = try images.images(of: gene, [number]) } throws: {
        "\($0)".contains("\(gene): image \(number) of")
      }
    }
    #expect(complaint(screen.appending(path: "nowhere")).contains("nowhere"))
    let bare = try copy { tile in
      for name in ["tile0", "tile1"] {
        try FileManager.default.removeItem(
          at: tile.deletingLastPathComponent().appending(path: "\(name)/pert_indices.pkl"))
      }
    }
    #expect(complaint(bare).contains("has both"))
  }

  @Test(arguments: [
    ("indices4.pkl", "pert_indices.pkl", "image 5 of 4"),
    ("halves.pkl", "pert_indices.pkl", "0.5"),
    ("short.npy", "single_cell_images.npy", "47 bytes"),
    ("f4.npy", "single_cell_images.npy", "not channels"),
  ])
  func damagedTilesAreRefused(source: String, name: String, words: String) throws {
    let folder = try copy { tile in
      // With four images in the tile, an index of 5 is outside.
      if source == "indices4.pkl" {
        let images = tile.appending(path: "single_cell_images.npy")
        var data = try Data(contentsOf: images)
        let shape = try #require(data.range(of: Data("(14, 2".utf8)))
        data.replaceSubrange(shape, with: Data("( 4, 2".utf8))
        try data.dropLast(10 * 18 * 2).write(to: images)
      }
      try FileManager.default.removeItem(at: tile.appending(path: name))
      try FileManager.default.copyItem(
        at: screen.deletingLastPathComponent().appending(path: source),
        to: tile.appending(path: name))
    }
    let complaint = complaint(folder)
    #expect(complaint.contains("tile0/\(name)") && complaint.contains(words), "\(complaint)")
  }
}
