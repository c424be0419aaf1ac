import CPNG
import Foundation
import Store
import Tensors

/// An image of 8 bits a colour: red, green, blue of each pixel, row by row from the top.
public struct ColourImage: Equatable, Sendable {
  /// Rows.
  public let height: Int
  /// Pixels in a row.
  public let width: Int
  /// Three bytes a pixel.
  public let bytes: [UInt8]

  /// Larger images are refused: a file of a few bytes can claim any size.
  private static let mostPixels = 1 << 27

  /// An image of these bytes, three a pixel.
  public init(height: Int, width: Int, bytes: [UInt8]) {
    require(
      height > 0 && width > 0 && bytes.count == 3 * height * width,
      "\(bytes.count) bytes are no image of \(height) × \(width) pixels")
    self.height = height
    self.width = width
    self.bytes = bytes
  }

  /// The image of a tensor `[3, height, width]`; values beyond 0...1 are cut.
  public init(_ tensor: Tensor) {
    require(tensor.rank == 3 && tensor.shape[0] == 3, "\(tensor.signature) is no colour image")
    let scaled = (tensor.detached().clamped(from: 0, to: 1) * 255).round().converted(to: .uint8)
    self.init(
      height: tensor.shape[1], width: tensor.shape[2],
      bytes: scaled.permuted(1, 2, 0).contiguous().elements(UInt8.self))
  }

  /// Colours in 0...1. Shape: `[3, height, width]`.
  public var tensor: Tensor {
    Tensor(bytes, shape: [height, width, 3]).permuted(2, 0, 1).converted(to: .float32)
      .contiguous() / 255
  }

  /// Reads a PNG file of any kind; greys become colours, 16 bits become 8, what is transparent is
  /// shown on black.
  ///
  /// - Throws: `VideoError` that names the file.
  public init(png url: URL) throws {
    var image = png_image()
    image.version = rp_version()
    defer { png_image_free(&image) }
    guard png_image_begin_read_from_file(&image, url.path) != 0 else {
      throw VideoError("\(url.path): \(Self.message(&image))")
    }
    let (height, width) = (Int(image.height), Int(image.width))
    guard height * width <= Self.mostPixels else {
      throw VideoError("\(url.path): \(height) × \(width) pixels are too many")
    }
    image.format = rp_rgb()
    var bytes = [UInt8](repeating: 0, count: 3 * height * width)
    guard png_image_finish_read(&image, nil, &bytes, 0, nil) != 0 else {
      throw VideoError("\(url.path): \(Self.message(&image))")
    }
    self.init(height: height, width: width, bytes: bytes)
  }

  /// The size that a PNG file's header claims; reads no more than that.
  static func size(ofPNG url: URL) throws -> (height: Int, width: Int) {
    var image = png_image()
    image.version = rp_version()
    defer { png_image_free(&image) }
    guard png_image_begin_read_from_file(&image, url.path) != 0 else {
      throw VideoError("\(url.path): \(message(&image))")
    }
    return (Int(image.height), Int(image.width))
  }

  /// Writes a PNG file, which appears whole or not at all.
  public func writePNG(to url: URL) throws {
    var image = png_image()
    image.version = rp_version()
    image.width = UInt32(width)
    image.height = UInt32(height)
    image.format = rp_rgb()
    var size = 0
    guard png_image_write_to_memory(&image, nil, &size, 0, bytes, 0, nil) != 0 else {
      throw VideoError("\(url.path): \(Self.message(&image))")
    }
    var file = Data(count: size)
    let isWritten = file.withUnsafeMutableBytes {
      png_image_write_to_memory(&image, $0.baseAddress, &size, 0, bytes, 0, nil) != 0
    }
    guard isWritten else { throw VideoError("\(url.path): \(Self.message(&image))") }
    try AtomicFile.write(file, to: url)
  }

  private static func message(_ image: inout png_image) -> String {
    withUnsafePointer(to: image) { String(cString: rp_message($0)) }
  }
}
