import Foundation

/// What a figure is drawn as.
public enum Format: String, Codable, CaseIterable, Sendable {
  /// Text, for the web and for comparison; drawn unless something else is asked for.
  case svg
  /// For papers.
  case pdf
  /// Twice as many pixels as the SVG has units.
  case png
}

extension Figure {
  /// Draws the figure into a folder and returns the files: images, then `name.gp`, then `name.dat`.
  ///
  /// The script redraws the figure from that folder by `gnuplot name.gp`. The same figure, name and
  /// provenance give the same bytes with the same gnuplot. Files appear whole or not at all.
  ///
  /// - Parameters:
  ///   - folder: created when missing.
  ///   - name: letters, digits, `-`, `_` and `.`; also the prefix of the SVG's identifiers.
  ///   - formats: which images to draw.
  ///   - provenance: embedded in script, data and SVG; give only what is the same in every run.
  ///   - gnuplot: the program's name or path.
  /// - Throws: `PlotError` when a range or a number cannot be drawn, gnuplot is missing, fails,
  ///   warns or leaves no file; errors of the file system.
  @discardableResult
  public func write(
    to folder: URL, name: String, formats: Set<Format> = [.svg],
    provenance: [String: String] = [:], gnuplot: String = "gnuplot"
  ) throws -> [URL] {
    let isName = name.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0))
    }
    guard isName, !name.isEmpty, !name.hasPrefix("."), !name.hasPrefix("-") else {
      throw PlotError("\"\(name)\" cannot name a figure: letters, digits, -, _ and . only")
    }
    let script = try Script(self, name: name, provenance: provenance)
    let program = try Gnuplot(gnuplot)

    let manager = FileManager.default
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    let workshop = folder.appendingPathComponent(".\(name).\(UUID().uuidString)")
    try manager.createDirectory(at: workshop, withIntermediateDirectories: false)
    defer { try? manager.removeItem(at: workshop) }

    try script.write(to: workshop, name: name, provenance: provenance)
    let drawn = Format.allCases.filter(formats.contains)
    for format in drawn {
      try program.draw(name, format, in: workshop)
      try format.finish(
        workshop.appendingPathComponent("\(name).\(format.rawValue)"), name: name,
        title: title.isEmpty ? name : title, provenance: provenance)
    }
    return try (drawn.map(\.rawValue) + ["gp", "dat"]).map { suffix in
      let target = folder.appendingPathComponent("\(name).\(suffix)")
      let source = workshop.appendingPathComponent("\(name).\(suffix)")
      // The C function replaces an existing file in one step; FileManager's removes it first.
      guard rename(source.path, target.path) == 0 else {
        throw PlotError("\(target.path): \(String(cString: strerror(errno)))")
      }
      return target
    }
  }
}

extension Script {
  /// Writes the script and its data file.
  fileprivate func write(to folder: URL, name: String, provenance: [String: String]) throws {
    let script = try PlotFile(folder.appendingPathComponent("\(name).gp"))
    for line in lines { try script.write(line) }
    try script.close()

    let data = try PlotFile(folder.appendingPathComponent("\(name).dat"))
    try data.write("# The data of \(name).gp: a block a series, in the order of its indices.")
    for line in provenance.comments { try data.write(line) }
    for (index, (title, block)) in blocks.enumerated() {
      // Two empty lines begin the next index.
      if index > 0 { try data.write("\n") }
      try data.write("# index \(index): \(title)")
      try data.write("# \(block.header.joined(separator: " "))")
      try data.write(block.rows)
    }
    try data.close()
  }
}
