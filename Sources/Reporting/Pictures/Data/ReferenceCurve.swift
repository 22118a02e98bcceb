/// A curve that is drawn beside a measured one, such as that of a random matrix; its steps count
/// from 1.
struct ReferenceCurve {
  let name: String
  let values: [Double]

  private static let dashes = "1 3.5"

  /// Returns an entry for each name of some curves, which belong to several series.
  static func legend(_ curves: [ReferenceCurve]) -> [Legend.Entry] {
    var seen: Set<String> = []
    return curves.map(\.name).filter { seen.insert($0).inserted }.map { name in
      Legend.Entry(
        name: name, style: SeriesStyle(paint: .ink, marker: .circle, dashes: dashes),
        hasLine: true, hasPoints: false)
    }
  }

  /// Draws the curve in the colour of a series, dotted and without markers.
  func drawn(besideSeries number: Int, _ panel: Panel) -> [SVGElement] {
    let points = Decimation.indices(values).map { (Double($0 + 1), values[$0]) }
    let line = SVGElement.path(panel.path(points))
      .stroked(SeriesStyle(number).paint, width: 2, dashes: Self.dashes)
      .with("stroke-linecap", "round")
    return [SVGElement.group([line], tooltip: name).with("data-name", name)]
  }

  /// The end of a sentence about the measured curve.
  var words: String {
    guard let first = values.first, let last = values.last else { return "" }
    return " (\(name): from \(NumberText.readable(first)) to \(NumberText.readable(last)))"
  }
}
