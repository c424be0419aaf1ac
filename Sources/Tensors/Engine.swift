import CTorch

/// Stops the program with the message unless the condition holds.
///
/// For programmers' errors. Unlike `precondition`, it prints the message in release builds too.
@inlinable
public func require(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  if !condition() { fatalError(message(), file: file, line: line) }
}

/// The process-wide state that libtorch forces on us, behind one door.
public enum Engine {
  /// The version of libtorch this package is written for.
  public static let requiredVersion = "2.13.0"

  /// The version of the libtorch that is loaded, without its build suffix.
  public static let version = String(
    String(cString: rt_version()).prefix { $0 != "+" })

  /// How many threads an operator may use; set once, before the first tensor.
  public static var threads: Int {
    get {
      start()
      return Int(rt_threads())
    }
    set {
      start()
      check(rt_set_threads(Int32(newValue), 0), "setting \(newValue) threads")
    }
  }

  /// Whether operators without a deterministic algorithm are refused: always, once started.
  public static var isDeterministic: Bool {
    start()
    return rt_deterministic()
  }

  /// Whether libtorch finds a CUDA device.
  public static var hasCUDA: Bool { rt_cuda_available() }

  /// Gives memory that was freed, but is kept for later use, back to the system.
  public static func releaseFreedMemory() { rt_release_freed_memory() }

  /// How many tensor handles are alive: equal before and after a step that leaks nothing.
  public static var liveTensors: Int { Int(rt_tensor_live()) }

  /// The first line of the last failure's message.
  static var error: String {
    String(cString: rt_error()).split(separator: "\n").first.map(String.init) ?? "unknown error"
  }

  static func check(_ status: Int32, _ doing: @autoclosure () -> String) {
    guard status == 0 else { fatalError("\(doing()): \(error)") }
  }

  /// Checks the version and turns deterministic algorithms on; called before the first operator.
  static func start() { _ = started }

  private static let started: Void = {
    guard version == requiredVersion else {
      fatalError("libtorch \(requiredVersion) is needed, \(version) is loaded; run `make deps`")
    }
    check(rt_set_deterministic(true), "turning deterministic algorithms on")
  }()
}
