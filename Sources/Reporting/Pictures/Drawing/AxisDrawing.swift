internal import Glibc

/// Draws the axes of a panel: lines, ticks, their texts and titles.
struct AxisDrawing {
  /// Size of texts at ticks.
  static let size = 11.0
  /// The most that a name at a tilt takes along its line.
  private static let longestTilted = 130.0
  private static let tilt = 40.0

  private let x: Axis
  private let y: Axis

  init(x: Axis, y: Axis) { (self.x, self.y) = (x, y) }

  /// Room that the texts left of the panel need.
  var leftRoom: Double {
    let widest = y.ticks.map { TextWidth.of($0.text, size: Self.size) }.max() ?? 0
    return min(widest, y.longestName) + 12
  }

  /// Room that the texts and the title below a panel of some width need.
  func bottomRoom(width: Double) -> Double {
    let texts = isTilted(width) ? tiltedHeight + 8 : Self.size + 8
    return texts + (x.title.isEmpty ? 4 : 20)
  }

  /// Whether names below the panel have no room beside each other.
  private func isTilted(_ width: Double) -> Bool {
    guard case .names(let names) = x.scale else { return false }
    let room = width / Double(max(1, names.count)) - 6
    return names.contains { TextWidth.of($0, size: Self.size) > room }
  }

  private var tiltedHeight: Double {
    let longest = x.ticks.map { TextWidth.of($0.text, size: Self.size) }.max() ?? 0
    return min(longest, Self.longestTilted) * sin(Self.tilt * .pi / 180) + Self.size
  }

  /// Draws grid lines, which lie below the data.
  func grid(_ panel: Panel) -> [SVGElement] {
    var lines: [SVGElement] = []
    if y.hasGrid {
      lines += y.ticks.map { tick in
        .line(panel.left, panel.y(tick.value), panel.right, panel.y(tick.value), .grid)
      }
    }
    if x.hasGrid {
      lines += x.ticks.map { tick in
        .line(panel.x(tick.value), panel.top, panel.x(tick.value), panel.bottom, .grid)
      }
    }
    return lines
  }

  /// Draws the line of the horizontal axis, ticks, texts and titles.
  func frame(_ panel: Panel) -> [SVGElement] {
    var drawn: [SVGElement] = [
      .line(panel.left, panel.bottom, panel.right, panel.bottom, .axis)
    ]
    drawn += yTexts(panel) + (isTilted(panel.width) ? tiltedTexts(panel) : xTexts(panel))
    let titleRow = panel.bottom + bottomRoom(width: panel.width) - 4
    if !x.title.isEmpty {
      let title = TextWidth.cut(x.title, to: panel.width + panel.left - 16, size: 12)
      let half = TextWidth.of(title, size: 12) / 2
      let middle = min(panel.left + panel.width / 2, panel.right - half)
      drawn.append(
        PictureText.at(max(middle, half + 16), titleRow, title, size: 12, anchor: .middle))
    }
    return drawn
  }

  private func yTexts(_ panel: Panel) -> [SVGElement] {
    y.ticks.map { tick in
      let text = TextWidth.cut(tick.text, to: y.longestName, size: Self.size)
      return PictureText.at(
        panel.left - 8, panel.y(tick.value) + Self.size * 0.35, text, size: Self.size, .muted,
        anchor: .end)
    }
  }

  private func xTexts(_ panel: Panel) -> [SVGElement] {
    var end = -Double.infinity
    return x.ticks.flatMap { tick -> [SVGElement] in
      let (middle, half) = (panel.x(tick.value), TextWidth.of(tick.text, size: Self.size) / 2)
      let mark = SVGElement.line(middle, panel.bottom, middle, panel.bottom + 4, .axis)
      // A text that would touch the one before it is left out, its tick is not.
      guard middle - half > end + 4 else { return [mark] }
      end = middle + half
      return [
        mark,
        PictureText.at(
          middle, panel.bottom + Self.size + 6, tick.text, size: Self.size, .muted,
          anchor: .middle),
      ]
    }
  }

  private func tiltedTexts(_ panel: Panel) -> [SVGElement] {
    let spacing = panel.width / Double(max(1, x.ticks.count))
    // Names closer than a line of text would lie on each other.
    let every = max(1, Int((Self.size / spacing).rounded(.up)))
    return x.ticks.enumerated().compactMap { index, tick in
      guard index % every == 0 else { return nil }
      let middle = panel.x(tick.value)
      let room = min(Self.longestTilted, (middle - 6) / cos(Self.tilt * .pi / 180))
      return PictureText.at(
        middle + 3, panel.bottom + Self.size + 2,
        TextWidth.cut(tick.text, to: room, size: Self.size), size: Self.size, .muted,
        anchor: .end, angle: -Self.tilt)
    }
  }
}

/// An axis of a picture.
struct Axis {
  /// The most room that names take left of a panel.
  private static let widest = 190.0

  let title: String
  let scale: AxisScale
  /// Whether a line goes through the panel at each tick.
  var hasGrid: Bool
  let ticks: [(value: Double, text: String)]

  /// - Parameters:
  ///   - isWhole: Whether there are whole numbers alone, as of steps and layers.
  ///   - most: The largest number of ticks at numbers.
  init(
    _ title: String, _ scale: AxisScale, hasGrid: Bool = true, isWhole: Bool = false, most: Int = 7
  ) {
    (self.title, self.scale, self.hasGrid) = (title, scale, hasGrid)
    let all = scale.ticks(most: most)
    let whole = all.filter { $0.value == $0.value.rounded() }
    let text = TickText(whole.map(\.value))
    ticks = isWhole ? whole.map { ($0.value, text.text($0.value)) } : all
  }

  var longestName: Double { Self.widest }
}
