import Foundation
import Store
import Tensors

/// A checkpoint saved and loaded, against the same bytes written and read in one go.
struct CheckpointOnDisk {
  let save: Race
  let load: Race
  let bytes: Int

  /// - Parameter folder: gets a folder of its own, which is removed at the end.
  init(megabytes: Int, rounds: Int, folder: URL) throws {
    let folder = folder.appending(path: "speed-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "checkpoint.h5")
    let plain = PlainFile(path: folder.appending(path: "plain").path)

    // Matrices of 768 × 2048 and what is left, as parts of one piece of memory.
    let count = megabytes * 1_000_000 / MemoryLayout<Float>.size
    let all = Tensor.randn([count], using: Generator(seed: 0))
    let size = 768 * 2048
    var tensors: [String: Tensor] = [:]
    for start in stride(from: 0, to: count, by: size) {
      let part = all[start..<min(start + size, count)]
      tensors["layers.\(start / size).weight"] =
        part.count == size ? part.reshaped(768, 2048) : part
    }
    bytes = count * MemoryLayout<Float>.size

    // No save finds an older file to replace or others' pages to wait for.
    func emptyDisk() {
      unlink(file.path)
      unlink(plain.path)
      sync()
    }
    save = try Race(
      "checkpoint, save", against: "plain write and fsync", rounds: rounds,
      ours: {
        emptyDisk()
        return try seconds { try Checkpoint.save(tensors, to: file) }
      },
      reference: {
        emptyDisk()
        return try all.withBytes { bytes in try seconds { try plain.write(bytes) } }
      })
    // Each has lost the other's file by now; both are read as just written, from the page cache.
    emptyDisk()
    try Checkpoint.save(tensors, to: file)
    try all.withBytes(plain.write)
    load = try Race(
      "checkpoint, load", against: "plain read", rounds: rounds,
      ours: {
        var loaded: [String: Tensor] = [:]
        let taken = try seconds { loaded = try Checkpoint.load(from: file).tensors }
        guard loaded.count == tensors.count else { throw PlainFile.Failure("loading \(file.path)") }
        return taken
      },
      reference: {
        // Fresh memory, as a program that loads has it; freed outside the time taken.
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count * 4, alignment: 4096)
        defer { buffer.deallocate() }
        return try seconds { try plain.read(into: buffer) }
      })
  }
}

/// A file as the system has it: one write, one fsync, one read.
struct PlainFile {
  let path: String

  struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ doing: String) { description = "\(doing): \(String(cString: strerror(errno)))" }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0 else { throw Failure("opening \(path)") }
    defer { close(file) }
    var done = 0
    while done < bytes.count {
      let count = Glibc.write(
        file, UnsafeRawBufferPointer(rebasing: bytes[done...]).baseAddress, bytes.count - done)
      guard count > 0 else { throw Failure("writing \(path)") }
      done += count
    }
    guard fsync(file) == 0 else { throw Failure("flushing \(path)") }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { throw Failure("opening \(path)") }
    defer { close(file) }
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = Glibc.read(file, rest.baseAddress, rest.count)
      guard count > 0 else { throw Failure("reading \(path)") }
      done += count
    }
  }
}
