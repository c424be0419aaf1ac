import Foundation
import Store
import Tensors

/// Images of the cells of an optical pooled screen, as the authors of generative distribution embeddings
/// keep them (github.com/njwfish/DistributionEmbeddings): a folder for each of the microscope's tiles with
/// an array of the cells' images, `single_cell_images.npy` of shape `[cells, channels, height, width]`, and
/// which of them have which gene perturbed, `pert_indices.pkl`.
///
/// Folders with images but without perturbations are left out. Opening reads shapes and indices only;
/// images are read when asked for.
public final class ImageScreen {
  /// The folder that holds the tiles' folders, at any depth.
  public let url: URL
  /// Channels, height and width of an image.
  public let imageShape: [Int]
  /// The perturbed genes, in order.
  public let perturbations: [String]

  private let tiles: [URL]
  private let cells: [String: [Cell]]

  /// One image: its tile and its row there.
  private struct Cell {
    let tile: Int32
    let row: Int32
  }

  /// Finds the tiles below a folder; throws where there is none, where a file cannot be read, an index is
  /// outside of its tile, or images differ in shape or are of other than 8 or 16 unsigned bits.
  public init(_ url: URL) throws {
    self.url = url
    tiles = try Self.tiles(below: url)
    guard let first = tiles.first else {
      throw DatasetError(
        "\(url.path): no folder in it has both \(Self.images) and \(Self.indices)")
    }
    imageShape = Array(try NPYFile(first.appending(path: Self.images)).shape.dropFirst())
    guard imageShape.count == 3 else {
      throw DatasetError(
        "\(first.appending(path: Self.images).path): images of shape \(imageShape), not channels, "
          + "height and width")
    }
    var cells: [String: [Cell]] = [:]
    for (tile, folder) in tiles.enumerated() {
      let file = folder.appending(path: Self.images)
      let images = try NPYFile(file)
      guard images.shape.count == 4, Array(images.shape.dropFirst()) == imageShape,
        [.uint8, .uint16].contains(images.dtype)
      else {
        throw DatasetError(
          "\(file.path): images of shape \(images.shape) of \(images.dtype), not "
            + "\(imageShape) of uint8 or uint16")
      }
      let indices = folder.appending(path: Self.indices)
      for (gene, rows) in try PickledIndices(indices).values {
        if let outside = rows.first(where: { !(0..<images.shape[0]).contains($0) }) {
          throw DatasetError(
            "\(indices.path): \(gene): image \(outside) of \(images.shape[0])")
        }
        cells[gene, default: []] += rows.map { Cell(tile: Int32(tile), row: Int32($0)) }
      }
    }
    self.cells = cells
    perturbations = cells.keys.sorted()
  }

  private static let images = "single_cell_images.npy"
  private static let indices = "pert_indices.pkl"

  private static func tiles(below url: URL) throws -> [URL] {
    let manager = FileManager.default
    guard let found = manager.enumerator(at: url, includingPropertiesForKeys: nil) else {
      throw DatasetError("\(url.path): cannot be read")
    }
    return found.compactMap { $0 as? URL }.filter { $0.lastPathComponent == images }
      .map { $0.deletingLastPathComponent() }
      .filter { manager.fileExists(atPath: $0.appending(path: indices).path) }
      .sorted { $0.path < $1.path }
  }

  /// How many images there are of a perturbation; 0 of an unknown one.
  public func count(of perturbation: String) -> Int { cells[perturbation]?.count ?? 0 }

  /// The images with these numbers among a perturbation's, in their order, scaled so that 0 is −1 and the
  /// brightest value possible 1. Shape: `[images, channels, height, width]`.
  public func images(of perturbation: String, _ numbers: [Int]) throws -> Tensor {
    let all = cells[perturbation] ?? []
    if let outside = numbers.first(where: { !all.indices.contains($0) }) {
      throw DatasetError("\(url.path): \(perturbation): image \(outside) of \(all.count)")
    }
    let size = imageShape.reduce(1, *)
    var pixels = [Float](repeating: 0, count: numbers.count * size)
    // Each tile's file is opened once.
    let places = Dictionary(grouping: numbers.indices) { all[numbers[$0]].tile }
    for (tile, places) in places {
      let file = try NPYFile(tiles[Int(tile)].appending(path: Self.images))
      let half: Float = file.dtype == .uint8 ? 127.5 : 32767.5
      for place in places {
        let row = try file.rows([Int(all[numbers[place]].row)], as: UInt16.self)
        for (pixel, value) in row.enumerated() {
          pixels[place * size + pixel] = Float(value) / half - 1
        }
      }
    }
    return Tensor(pixels, shape: [numbers.count] + imageShape)
  }
}
