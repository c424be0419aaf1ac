import ArgumentParser
import Foundation
import Lab

extension Reprise {
  /// `reprise gallery`
  struct Gallery: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a static site over all experiments and their reports.",
      discussion: "It needs no server: open its index.html. Nothing is run or built.")

    @Option(
      help: ArgumentHelp("Where the site goes instead of data/gallery.", valueName: "folder"),
      completion: .directory)
    var output: String?
    @Flag(help: "Open it in the browser.")
    var open = false
    @OptionGroup var workplace: Workplace

    func run() throws {
      let archive = try workplace.archive
      let folder = output.map { URL(filePath: $0) } ?? archive.root.appending(path: "data/gallery")
      let page = try Lab.Gallery(root: archive.root, results: archive.results).write(to: folder)
      print(page.path)
      if open { try Program.browse(page) }
    }
  }
}
