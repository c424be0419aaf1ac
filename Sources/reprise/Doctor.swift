import ArgumentParser

extension Reprise {
  /// `reprise doctor`
  struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what is installed, in which version, and what is missing.")

    func run() throws {
      let status = try Program(arguments: [Workplace.root.appending(path: ".make/doctor").path])
        .run()
      if status != 0 { throw ExitCode(status) }
    }
  }
}
