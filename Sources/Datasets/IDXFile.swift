import Foundation
import Tensors

/// An array in the IDX format of MNIST (LeCun et al.): two zero bytes, a type, the number of dimensions,
/// their sizes, and the elements, all with the high byte first.
public enum IDXFile {
  /// Reads a file whole. Throws where the header is wrong or the length is not what it says.
  public static func tensor(_ url: URL) throws -> Tensor {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw DatasetError("\(url.path): cannot be read: \(error.localizedDescription)")
    }
    if data.prefix(2) == Data([0x1f, 0x8b]) {
      throw DatasetError("\(url.path): is compressed; unpack it first (gunzip)")
    }
    guard data.count >= 4, data[0] == 0, data[1] == 0, let type = Self.types[data[2]] else {
      throw DatasetError("\(url.path): no IDX file")
    }
    let rank = Int(data[3])
    guard data.count >= 4 + 4 * rank else {
      throw DatasetError("\(url.path): the sizes of \(rank) dimensions are cut off")
    }
    let shape = (0..<rank).map { dimension in
      (0..<4).reduce(0) { $0 << 8 | Int(data[4 + 4 * dimension + $1]) }
    }
    var size = type.bytes
    for length in shape {
      let product = size.multipliedReportingOverflow(by: length)
      guard !product.overflow else {
        throw DatasetError("\(url.path): shape \(shape) is too large")
      }
      size = product.partialValue
    }
    let start = 4 + 4 * rank
    guard data.count - start == size else {
      throw DatasetError(
        "\(url.path): \(data.count - start) bytes for shape \(shape) of \(type.rawValue)")
    }
    var bytes = [UInt8](data[start...])
    if type.bytes > 1 {
      for first in stride(from: 0, to: bytes.count, by: type.bytes) {
        bytes[first..<first + type.bytes].reverse()
      }
    }
    return bytes.withUnsafeBytes { Tensor(bytes: $0, shape: shape, dtype: type) }
  }

  private static let types: [UInt8: DType] = [
    0x08: .uint8, 0x09: .int8, 0x0b: .int16, 0x0c: .int32, 0x0d: .float32, 0x0e: .float64,
  ]
}
