/// Finds room for texts beside points, so that they cover neither each other nor points.
struct LabelPlacement {
  private static let size = 11.0

  private struct Box {
    let left, top, right, bottom: Double

    func overlap(_ other: Box) -> Double {
      let width = min(right, other.right) - max(left, other.left)
      let height = min(bottom, other.bottom) - max(top, other.top)
      return width > 0 && height > 0 ? width * height : 0
    }
  }

  private let panel: Panel
  private var taken: [Box] = []

  init(_ panel: Panel) { self.panel = panel }

  /// Keeps texts from a point.
  mutating func block(_ x: Double, _ y: Double, radius: Double) {
    taken.append(Box(left: x - radius, top: y - radius, right: x + radius, bottom: y + radius))
  }

  /// Draws a text beside a point.
  ///
  /// - Parameter isNeeded: Whether the text is drawn even where it has to cover something.
  mutating func label(_ text: String, _ x: Double, _ y: Double, isNeeded: Bool) -> [SVGElement] {
    let shown = TextWidth.cut(text, to: min(150, panel.width / 2), size: Self.size)
    let boxes = Self.boxes(x, y, width: TextWidth.of(shown, size: Self.size)).filter(isInside)
    let rated = boxes.map { box in (box, taken.reduce(0) { $0 + $1.overlap(box) }) }
    guard let best = rated.min(by: { $0.1 < $1.1 }), isNeeded || best.1 == 0 else { return [] }
    taken.append(best.0)
    return [
      PictureText.at(best.0.left + 1, best.0.bottom - 3, shown, size: Self.size, hasHalo: true)
    ]
  }

  private func isInside(_ box: Box) -> Bool {
    box.left >= panel.left && box.right <= panel.right && box.top >= panel.top
      && box.bottom <= panel.bottom
  }

  /// The places of a text around a point, the best first.
  private static func boxes(_ x: Double, _ y: Double, width: Double) -> [Box] {
    let height = size + 3
    return [8.0, 16, 26].flatMap { distance -> [Box] in
      let beside = y - height / 2
      let (right, left, middle) = (x + distance, x - distance - width, x - width / 2)
      let (above, below) = (y - distance - height, y + distance)
      return [
        (right, beside), (left, beside), (middle, above), (middle, below), (right, above),
        (left, above), (right, below), (left, below),
      ].map { Box(left: $0.0, top: $0.1, right: $0.0 + width + 2, bottom: $0.1 + height) }
    }
  }
}
