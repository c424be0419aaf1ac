extension Arrangement {
  /// Where the label of each point of a series goes: beside the point, where it covers least.
  ///
  /// Greedy, in the order of the points; `taken` holds what is already there and grows.
  func labelPlaces(_ index: Int, in frame: Frame, taken: inout [Box]) -> [(x: Double, y: Double)?] {
    guard case .points(let x, let y, _, _, let labels) = panel.series[index].shape,
      !labels.isEmpty
    else { return [] }
    let (signs, lines) = obstacleKinds(in: frame)
    return labels.indices.map { row in
      guard !labels[row].isEmpty, let x = x[row], let y = y[row], let point = frame.place((x, y)),
        frame.area.contains(point)
      else { return nil }
      let width = Lettering.width(labels[row], Lettering.small)
      let height = Lettering.small * 1.1
      let candidates = Arrangement.candidates(at: point, width, height)
      let costs = candidates.enumerated().map { order, box in
        let size = width * height
        let outside = size - box.overlap(frame.area)
        let covered = taken.reduce(0) { $0 + $1.overlap(box) }
        let struck = Double(signs.count { box.contains($0, margin: 3) })
        let crossed = Double(lines.count { box.contains($0) })
        return (4 * covered + 8 * outside) / size + struck + 0.25 * crossed + 0.06 * Double(order)
      }
      let best = costs.indices.min { costs[$0] < costs[$1] } ?? 0
      let box = candidates[best]
      taken.append(box)
      return frame.numbers(at: (box.x + width / 2, box.y + height / 2))
    }
  }

  /// What labels should not cover: points, which they would hide, and lines, which show through.
  private func obstacleKinds(in frame: Frame)
    -> (signs: [(x: Double, y: Double)], lines: [(x: Double, y: Double)])
  {
    let (signs, lines) = (0..<panel.series.count).reduce(into: ([Int](), [Int]())) { sum, index in
      if case .points = panel.series[index].shape {
        sum.0.append(index)
      } else {
        sum.1.append(index)
      }
    }
    return (
      signs.flatMap { obstacles(of: $0, in: frame) }, lines.flatMap { obstacles(of: $0, in: frame) }
    )
  }

  /// Right, left, above, below, the diagonals; then the same a little further off.
  private static func candidates(
    at point: (x: Double, y: Double), _ width: Double, _ height: Double
  )
    -> [Box]
  {
    let shifts = [0.0, 7].flatMap { further -> [(Double, Double)] in
      let (across, down) = (width / 2 + 8 + further, height / 2 + 6 + further)
      return [
        (across, 0), (-across, 0), (0, -down), (0, down),
        (across - 3, -down + 2), (-across + 3, -down + 2), (across - 3, down - 2),
        (-across + 3, down - 2),
      ]
    }
    return shifts.map {
      Box(
        x: point.x + $0.0 - width / 2, y: point.y + $0.1 - height / 2, width: width, height: height)
    }
  }
}
