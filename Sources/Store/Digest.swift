import CCrypto
import Foundation
import func Tensors.require

/// A SHA-256 digest of bytes that arrive in pieces.
public struct Digest {
  private final class Context {
    let pointer: OpaquePointer

    init(copying other: Context? = nil) {
      guard let pointer = EVP_MD_CTX_new() else { fatalError("libcrypto gives no context") }
      self.pointer = pointer
      let status =
        other.map { EVP_MD_CTX_copy_ex(pointer, $0.pointer) }
        ?? EVP_DigestInit_ex(pointer, EVP_sha256(), nil)
      require(status == 1, "libcrypto offers no SHA-256")
    }

    deinit { EVP_MD_CTX_free(pointer) }
  }

  private var context = Context()

  /// A digest of nothing yet.
  public init() {}

  /// Appends raw bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    if !isKnownUniquelyReferenced(&context) { context = Context(copying: context) }
    EVP_DigestUpdate(context.pointer, bytes.baseAddress, bytes.count)
  }

  /// Appends the bytes of an array or of data.
  public mutating func update(_ bytes: some ContiguousBytes) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Appends a text's UTF-8 bytes.
  public mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  /// The digest of all bytes so far, as 64 hexadecimal digits.
  public func finalized() -> String {
    let copy = Context(copying: context)
    var bytes = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(copy.pointer, &bytes, nil)
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

extension Digest {
  /// The digest of raw bytes.
  public static func sha256(_ bytes: UnsafeRawBufferPointer) -> String {
    var digest = Digest()
    digest.update(bytes)
    return digest.finalized()
  }

  /// The digest of data.
  public static func sha256(_ data: Data) -> String { data.withUnsafeBytes { sha256($0) } }

  /// The digest of an array's bytes.
  public static func sha256(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { sha256($0) } }

  /// The digest of a text's UTF-8 bytes.
  public static func sha256(_ text: String) -> String {
    var digest = Digest()
    digest.update(text)
    return digest.finalized()
  }

  /// The digest of a file's content, read in pieces of bounded size.
  public static func sha256(file url: URL) throws -> String {
    let descriptor = try Descriptor(reading: url)
    var digest = Digest()
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { piece.deallocate() }
    while case let count = try descriptor.read(into: piece), count > 0 {
      digest.update(UnsafeRawBufferPointer(rebasing: piece[..<count]))
    }
    return digest.finalized()
  }
}
