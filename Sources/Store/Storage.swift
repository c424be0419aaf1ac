import CHDF5
import func Tensors.require

/// How a new dataset lies in its file.
public struct Storage: Sendable {
  /// The shape of the pieces that are stored, checked and compressed one by one; nil for one piece.
  public var chunk: [Int]?
  /// Whether each chunk carries a Fletcher-32 checksum.
  public var checksum: Bool
  /// The level of deflate, 1 to 9; 0 for none.
  public var compression: Int
  /// Whether bytes of equal significance are put together first, which helps compression.
  public var shuffle: Bool

  /// Storage in chunks; `chunk` nil leaves their shape to the size of the data.
  public static func chunked(
    _ chunk: [Int]? = nil, checksum: Bool = true, compression: Int = 0, shuffle: Bool = false
  ) -> Storage {
    Storage(
      chunk: chunk ?? [], checksum: checksum, compression: compression, shuffle: shuffle)
  }

  /// Storage in one piece, without a checksum.
  public static let contiguous = Storage(
    chunk: nil, checksum: false, compression: 0, shuffle: false)

  /// Creation properties for a dataset of this shape; nil is the default: up to 4 KiB inside the
  /// header, whose checksum covers it, up to 1 MiB in one piece, above in chunks with checksums.
  static func properties(
    _ storage: Storage?, shape: [Int], itemBytes: Int, _ place: Place
  ) throws -> Identifier {
    let doing = "preparing"
    let bytes = shape.reduce(itemBytes, *)
    let properties = try place.identifier(doing) { H5Pcreate(rh_dataset_create()) }
    try place.call(doing) { H5Pset_obj_track_times(properties.raw, false) }
    guard bytes > 0, !shape.isEmpty else { return properties }
    if storage == nil, bytes <= 4 << 10 {
      try place.call(doing) { H5Pset_layout(properties.raw, H5D_COMPACT) }
    }
    let storage = storage ?? (bytes > 1 << 20 ? .chunked() : .contiguous)
    guard let chunk = storage.chunk else { return properties }
    let sizes = (chunk.isEmpty ? automatic(shape, itemBytes: itemBytes) : chunk).map(hsize_t.init)
    require(sizes.count == shape.count, "chunk \(chunk) for shape \(shape)")
    try place.call(doing) { H5Pset_chunk(properties.raw, Int32(sizes.count), sizes) }
    if storage.shuffle { try place.call(doing) { H5Pset_shuffle(properties.raw) } }
    if storage.compression > 0 {
      try place.call(doing) { H5Pset_deflate(properties.raw, UInt32(storage.compression)) }
    }
    if storage.checksum { try place.call(doing) { H5Pset_fletcher32(properties.raw) } }
    return properties
  }

  /// Whole rows of some 512 KiB, so that the library's cache of 1 MiB holds one at any time.
  private static func automatic(_ shape: [Int], itemBytes: Int) -> [Int] {
    var chunk = shape
    for dimension in shape.indices {
      let row = chunk[(dimension + 1)...].reduce(itemBytes, *)
      chunk[dimension] = min(shape[dimension], max(1, (512 << 10) / row))
      if chunk[dimension] > 1 { break }
    }
    return chunk
  }
}
