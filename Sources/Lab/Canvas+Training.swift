import Plot

extension Canvas {
  /// Draws a logged quantity over the steps.
  @discardableResult
  public func lines(_ name: String, _ series: Series) -> Canvas {
    lines(name, series.steps, series.values)
  }

  /// Draws every logged quantity of a training over the steps, in alphabetical order.
  @discardableResult
  public func lines(_ training: Training) -> Canvas {
    for (name, series) in training.log.sorted(by: { $0.key < $1.key }) { lines(name, series) }
    return self
  }
}
