import Foundation
import Lab

/// Another program, run with this one's terminal: a signal from the keyboard reaches both, and this
/// one waits for the other to end.
struct Program {
  let arguments: [String]
  /// Whether what it prints goes to standard error.
  var isQuiet = false

  /// The exit status; 128 and the signal's number where a signal ended it.
  func run() throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if isQuiet { posix_spawn_file_actions_adddup2(&actions, 2, 1) }
    // Not ignored, which the other program would inherit, but survived.
    for number in [SIGINT, SIGQUIT] { signal(number) { _ in } }
    var words = arguments.map { strdup($0) }
    defer { words.forEach { free($0) } }
    words.append(nil)
    var pid: pid_t = 0
    let failure = posix_spawnp(&pid, arguments[0], &actions, nil, words, environ)
    guard failure == 0 else {
      throw LabError("\(arguments[0]): \(String(cString: strerror(failure)))")
    }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 {
      guard errno == EINTR else {
        throw LabError("\(arguments[0]): \(String(cString: strerror(errno)))")
      }
    }
    let signal = status & 0x7f
    return signal == 0 ? status >> 8 & 0xff : 128 + signal
  }
}

extension Program {
  /// Opens a page in the browser.
  static func browse(_ page: URL) throws {
    guard try Program(arguments: ["xdg-open", page.path], isQuiet: true).run() == 0 else {
      throw LabError("\(page.path): xdg-open failed")
    }
  }
}

/// The built program of an experiment.
struct Executable {
  let slug: String
  let root: URL

  init(slug: String, root: URL) { (self.slug, self.root) = (slug, root) }

  /// The program that a stored run is of.
  init(of run: Archive.Entry, in archive: Archive) {
    self.init(slug: run.record.provenance.experiment, root: archive.root)
  }

  /// Makes a stored run's artifacts anew, from its stored cells only; returns the exit status.
  func `repeat`(_ run: Archive.Entry, with options: [String]) throws -> Int32 {
    let once: Set = ["--baseline", "--diff", "--explain", "--strict"]
    let results = run.folder.deletingLastPathComponent().deletingLastPathComponent()
    return try self.run(
      run.record.arguments.filter { !once.contains($0) }
        + ["--results", results.path, "--figures"] + options)
  }

  /// Builds it, unless told that it is built.
  func build(isSkipped: Bool) throws {
    let url = root.appending(path: ".build/release/\(slug)")
    if !isSkipped {
      let status = try Program(
        arguments: [
          "swift", "build", "--quiet", "-c", "release", "--package-path", root.path,
          "--product", slug,
        ], isQuiet: true
      ).run()
      guard status == 0 else { throw LabError("\(slug): building failed") }
    }
    guard FileManager.default.isExecutableFile(atPath: url.path) else {
      throw LabError("\(url.path): not built; leave out --skip-build")
    }
  }

  /// Runs it; returns its exit status.
  func run(_ arguments: [String]) throws -> Int32 {
    try Program(arguments: [root.appending(path: ".build/release/\(slug)").path] + arguments)
      .run()
  }
}
