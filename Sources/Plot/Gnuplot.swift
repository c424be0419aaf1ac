import Foundation

/// The gnuplot program, run on a script without a window, a shell or the user's settings.
struct Gnuplot {
  let program: URL

  /// Finds the program by its path or on PATH.
  init(_ program: String) throws {
    let manager = FileManager.default
    let candidates =
      program.contains("/")
      ? [program]
      : (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map {
        "\($0)/\(program)"
      }
    guard let found = candidates.first(where: manager.isExecutableFile(atPath:)) else {
      throw PlotError(
        "\(program) is not installed, and figures are drawn by it; run `make deps` "
          + "(Debian package gnuplot-nox)")
    }
    self.program = URL(fileURLWithPath: found)
  }

  /// Draws `name.gp`, which lies in the folder, into `name.<format>` there.
  ///
  /// Throws gnuplot's own words when it fails or warns, and when it leaves no file.
  func draw(_ name: String, _ format: Format, in folder: URL) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = ["-d", "-e", "format = '\(format.rawValue)'", "\(name).gp"]
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment
      .filter { !$0.key.hasPrefix("GNUPLOT") && $0.key != "GNUTERM" && $0.key != "LANGUAGE" }
      .merging(["LC_ALL": "C.UTF-8"]) { $1 }
    let complaints = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = complaints
    do { try process.run() } catch {
      throw PlotError("figure \"\(name)\": \(program.path) does not start: \(error)")
    }
    let said = String(
      decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()

    let words = said.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      // Fontconfig's remarks on its cache say nothing about the figure.
      .filter { !$0.isEmpty && $0 != "^" && !$0.hasPrefix("Fontconfig") }
    guard process.terminationStatus == 0, words.isEmpty else {
      let message = words.isEmpty ? "no message" : words.joined(separator: "; ")
      throw PlotError(
        "figure \"\(name)\" as \(format.rawValue): gnuplot ended with status "
          + "\(process.terminationStatus): \(message)")
    }
    let output = folder.appendingPathComponent("\(name).\(format.rawValue)")
    guard let size = try? output.resourceValues(forKeys: [.fileSizeKey]).fileSize, size > 0 else {
      throw PlotError("figure \"\(name)\": gnuplot left no \(format.rawValue)")
    }
  }
}
