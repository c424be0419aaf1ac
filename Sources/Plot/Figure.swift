import func Tensors.require

/// A figure of one or more panels: a value; equal figures give equal bytes.
///
/// ```swift
/// let figure = Figure("Grokking") {
///   $0.x("step", .log).y("accuracy", 0...1)
///     .lines("training", steps, seen)
///     .lines("held out", steps, unseen)
/// }
/// try figure.write(to: folder, name: "curve")
/// ```
public struct Figure: Codable, Equatable, Sendable {
  /// The room of one panel, its labels included, in SVG's units (1/96 inch in PDF).
  public struct Size: Codable, Equatable, Sendable {
    /// How wide a panel is.
    public let width: Double
    /// How high a panel is.
    public let height: Double

    /// A panel of this width and height.
    public init(width: Double, height: Double) {
      require(
        (120...4000).contains(width) && (120...4000).contains(height),
        "a panel of \(width) by \(height): each side must be from 120 to 4000")
      self.width = width
      self.height = height
    }

    /// A column of a paper: 480 by 340.
    public static let column = Size(width: 480, height: 340)
    /// The full width of a page: 760 by 420.
    public static let page = Size(width: 760, height: 420)
    /// A square, for scatter plots and matrices: 420 by 420.
    public static let square = Size(width: 420, height: 420)
  }

  let title: String
  let columns: Int
  let size: Size
  let panels: [Panel]

  /// Draws on a canvas: either one panel directly, or several by `panel`, `columns` side by side.
  ///
  /// A panel grows beyond `size` when its category labels need more room.
  public init(
    _ title: String = "", columns: Int = 2, size: Size = .column, _ draw: (Canvas) throws -> Void
  ) rethrows {
    require(columns > 0, "a figure of \(columns) columns")
    let canvas = Canvas(Panel())
    try draw(canvas)
    self.title = title
    self.columns = columns
    self.size = size
    panels = canvas.panels.isEmpty ? [canvas.panel] : canvas.panels
  }
}

/// What stops a figure from being drawn: a number, a name, a file, or gnuplot's own complaint.
public struct PlotError: Error, CustomStringConvertible, Sendable {
  /// What went wrong, with the names of the figure, the panel and the series.
  public let description: String

  init(_ description: String) { self.description = description }
}
