import Foundation
import Store

/// A static site over all experiments: a card each, with a figure, the claims' verdicts and how long
/// computing took, that can be searched and filtered without a server, and all reports.
///
/// Every page holds all it needs: the site works from the file system and loads nothing from
/// elsewhere. An experiment that was not run here is shown by its committed baseline and figures.
public struct Gallery {
  let exhibits: [Exhibit]

  /// Reads the experiments of the package at `root`, and the results of their runs.
  public init(root: URL, results: URL) throws {
    exhibits = try Exhibit.all(root: root, results: results)
  }

  /// Writes `index.html` and, in a folder for each experiment, its reports and the figure of its
  /// card; returns the page. Pages of experiments that are gone stay.
  @discardableResult
  public func write(to folder: URL) throws -> URL {
    let manager = FileManager.default
    for exhibit in exhibits {
      let own = folder.appending(path: exhibit.slug)
      try manager.createDirectory(at: own, withIntermediateDirectories: true)
      if let drawing = exhibit.drawing {
        try AtomicFile.write(drawing, to: own.appending(path: "card.svg"))
      }
      for run in exhibit.runs {
        try AtomicFile.write(run.page, to: own.appending(path: "\(run.name).html"))
      }
    }
    let index = folder.appending(path: "index.html")
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    try AtomicFile.write(html, to: index)
    return index
  }
}

extension Exhibit {
  /// The run shown, then the others.
  var runs: [StoredRun] {
    if case .run(let run) = results { [run] + others } else { others }
  }
}
