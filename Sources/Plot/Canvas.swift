import func Tensors.require

/// Where a figure is drawn; every method returns the canvas, so that calls can be chained.
///
/// Series of one name share colour, dash and marker throughout the figure and one line of the
/// legend: a band belongs to its curve by bearing its name. A series without a name is not in the
/// legend. Columns of unequal length are a programmer's error and stop the program.
public final class Canvas {
  var panel: Panel
  var panels: [Panel] = []

  init(_ panel: Panel) { self.panel = panel }

  /// Labels the horizontal axis; without a range it spans the data.
  @discardableResult
  public func x(
    _ label: String, _ scale: Scale = .linear, _ range: ClosedRange<Double>? = nil,
    ticks: [Double] = []
  ) -> Canvas {
    panel.x = Axis(label: label, scale: scale, range: range, ticks: ticks)
    return self
  }

  /// Labels the horizontal axis and limits it to a range.
  @discardableResult
  public func x(_ label: String, _ range: ClosedRange<Double>, ticks: [Double] = []) -> Canvas {
    x(label, .linear, range, ticks: ticks)
  }

  /// Labels the vertical axis; without a range it spans the data.
  @discardableResult
  public func y(
    _ label: String, _ scale: Scale = .linear, _ range: ClosedRange<Double>? = nil,
    ticks: [Double] = []
  ) -> Canvas {
    panel.y = Axis(label: label, scale: scale, range: range, ticks: ticks)
    return self
  }

  /// Labels the vertical axis and limits it to a range.
  @discardableResult
  public func y(_ label: String, _ range: ClosedRange<Double>, ticks: [Double] = []) -> Canvas {
    y(label, .linear, range, ticks: ticks)
  }

  /// Says where the names of the series stand.
  @discardableResult
  public func legend(_ legend: Legend) -> Canvas {
    panel.legend = legend
    return self
  }

  /// Adds a panel, which starts with the axes and the legend set on this canvas so far.
  @discardableResult
  public func panel(_ title: String, _ draw: (Canvas) throws -> Void) rethrows -> Canvas {
    require(
      panel.series.isEmpty, "panel \"\(title)\": the canvas already holds series of its own")
    var blank = panel
    blank.title = title
    let canvas = Canvas(blank)
    try draw(canvas)
    require(canvas.panels.isEmpty, "panel \"\(title)\" holds panels")
    panels.append(canvas.panel)
    return self
  }

  func add(_ series: Series) -> Canvas {
    require(panels.isEmpty, "series \"\(series.name)\": the canvas already holds panels")
    panel.series.append(series)
    return self
  }
}
