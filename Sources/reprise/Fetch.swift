import ArgumentParser
import Foundation
import Lab

extension Reprise {
  /// `reprise fetch`
  struct Fetch: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fetch data or models that the package does not carry.",
      discussion: "Without a name, list what there is: the goals fetch-<name> of the Makefile.")

    @Argument(
      help: "What to fetch.",
      completion: .custom { _, _, _ in (try? Fetch.known.map(\.name)) ?? [] })
    var name: String?
    @Argument(help: "Settings of the goal, such as name=value.")
    var settings: [String] = []

    func run() throws {
      let known = try Self.known
      guard let name else {
        let width = known.map(\.name.count).max() ?? 0
        for (name, text) in known {
          print(name.padding(toLength: width, withPad: " ", startingAt: 0), text, separator: "  ")
        }
        return
      }
      guard let goal = known.first(where: { $0.name == name }) else {
        throw LabError(
          "nothing called '\(name)' can be fetched; there is "
            + known.map(\.name).joined(separator: ", "))
      }
      if settings.isEmpty, let setting = goal.text.firstMatch(of: #/name=<[^>]*>/#) {
        throw LabError("what to fetch is missing: reprise fetch \(name) \(setting.output)")
      }
      let status = try Program(
        arguments: ["make", "--no-print-directory", "-C", Workplace.root.path, "fetch-\(name)"]
          + settings
      ).run()
      if status != 0 { throw ExitCode(status) }
    }

    private static var known: [(name: String, text: String)] {
      get throws {
        let file = try Workplace.root.appending(path: "Makefile")
        let text = try String(contentsOf: file, encoding: .utf8)
        return text.matches(of: #/(?m)^fetch-([a-z0-9-]+):.*## (.*)$/#).map {
          (String($0.output.1), String($0.output.2))
        }
      }
    }
  }
}
