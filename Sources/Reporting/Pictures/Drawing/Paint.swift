/// A colour of pictures, which has another value on a dark ground.
struct Paint {
  /// Name of the colour's classes, which a picture's style sheet gives their dark values.
  private let name: String
  /// The colour on a light ground, and where style sheets are ignored.
  let light: String
  private let dark: String

  private init(_ name: String, _ light: String, dark: String) {
    (self.name, self.light, self.dark) = (name, light, dark)
  }

  var fillClass: String { "bl-\(name)" }
  var strokeClass: String { "bl-\(name)-line" }

  static let ground = Paint("ground", "#ffffff", dark: "#15181d")
  static let ink = Paint("ink", "#1b1b1b", dark: "#f2f2f2")
  static let muted = Paint("muted", "#555555", dark: "#b9bec6")
  static let grid = Paint("grid", "#e3e3e3", dark: "#343a43")
  static let axis = Paint("axis", "#707070", dark: "#8c939e")
  /// A ground for what is between two bounds.
  static let zone = Paint("zone", "#ececec", dark: "#2a3038")

  /// The colours of series, by Okabe and Ito, which people with any kind of colour vision can tell
  /// apart; yellow, which is too pale on white, is left out.
  static let series = [
    Paint("c0", "#0072b2", dark: "#4ba3dd"), Paint("c1", "#d55e00", dark: "#f5843c"),
    Paint("c2", "#009e73", dark: "#2dc59b"), Paint("c3", "#cc79a7", dark: "#e29cc3"),
    Paint("c4", "#e69f00", dark: "#f0b53a"), Paint("c5", "#56b4e9", dark: "#93d2f7"),
    Paint("c6", "#555555", dark: "#c4c8ce"),
  ]

  private static let all = [ground, ink, muted, grid, axis, zone] + series

  /// The style sheet with the colours on a dark ground.
  static let styleSheet =
    "@media (prefers-color-scheme: dark){"
    + all.map { paint in
      ".\(paint.fillClass){fill:\(paint.dark)}.\(paint.strokeClass){stroke:\(paint.dark)}"
    }.joined() + "}"
}

/// How the marks of a series look: colours, and shapes and dashes by which they differ
/// without colours.
struct SeriesStyle {
  let paint: Paint
  let marker: Marker
  /// Lengths of dashes and gaps; nil for a line without gaps.
  let dashes: String?

  private static let dashes: [String?] = [nil, "7 3", "2 2.5", "9 3 2 3", "13 4"]

  init(paint: Paint, marker: Marker, dashes: String?) {
    (self.paint, self.marker, self.dashes) = (paint, marker, dashes)
  }

  /// Makes the style of a series by its number; those of 56 numbers differ.
  init(_ number: Int) {
    paint = Paint.series[number % Paint.series.count]
    marker = Marker.allCases[number % Marker.allCases.count]
    dashes = Self.dashes[number % Self.dashes.count]
  }
}
