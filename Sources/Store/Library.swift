import CHDF5
import Foundation

/// The C library behind one recursive lock: it is not concurrent, and a `deinit` may come from any
/// thread at any moment.
enum Library {
  private static let lock = NSRecursiveLock()

  static func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    _ = started
    rh_silence()
    return try body()
  }

  /// Files are closed one by one; the library's own hook at exit would run after a failure too.
  private static let started: Void = {
    H5dont_atexit()
    H5open()
  }()
}

/// One reference to an object of the C library.
final class Identifier {
  let raw: hid_t
  private var isOpen = true

  init(_ raw: hid_t) { self.raw = raw }

  /// Gives the reference back now; true where the library had no complaint.
  func close() -> Bool {
    Library.locked {
      guard isOpen else { return true }
      isOpen = false
      return H5Idec_ref(raw) >= 0
    }
  }

  deinit { _ = close() }
}

/// What a message is about: a file and an object in it.
struct Place {
  let file: URL
  let object: String

  func error(_ reason: String) -> StoreError { StoreError(file, object, reason) }

  func child(_ name: String) -> Place {
    Place(file: file, object: object == "/" ? "/\(name)" : "\(object)/\(name)")
  }

  /// Makes a call of the library; a negative result becomes an error with the deepest cause.
  @discardableResult
  func call<Number: SignedInteger>(_ doing: String, _ body: () -> Number) throws -> Number {
    try Library.locked {
      let result = body()
      if result >= 0 { return result }
      var message = [CChar](repeating: 0, count: 512)
      let cause =
        rh_error(&message, message.count)
        ? String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        : "the library does not say why"
      throw error("\(doing): \(cause)")
    }
  }

  /// As `call`, for calls that hand out a new reference.
  func identifier(_ doing: String, _ body: () -> hid_t) throws -> Identifier {
    try Library.locked { try Identifier(call(doing, body)) }
  }

  /// Runs `body`, whose mismatches become errors at this place.
  func matching<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let mismatch as Mismatch {
      throw error(mismatch.reason)
    }
  }
}
