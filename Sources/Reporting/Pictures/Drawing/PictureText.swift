/// A text of a picture, in a size and a colour.
enum PictureText {
  static let families = "Arial, Helvetica, 'Liberation Sans', Arimo, sans-serif"

  enum Anchor: String { case start, middle, end }

  /// Draws a text at the start, the middle or the end of which a point lies, on its baseline.
  ///
  /// - Parameter hasHalo: Whether a rim in the colour of the ground keeps lines off the text.
  static func at(
    _ x: Double, _ y: Double, _ text: String, size: Double, _ paint: Paint = .ink,
    anchor: Anchor = .start, isBold: Bool = false, angle: Double = 0,
    hasHalo: Bool = false
  ) -> SVGElement {
    var element = SVGElement(
      "text", ["x": x.drawn, "y": y.drawn, "font-size": size.drawn], text: text)
    if isBold { element = element.with("font-weight", "bold") }
    if anchor != .start { element = element.with("text-anchor", anchor.rawValue) }
    if angle != 0 {
      element = element.with("transform", "rotate(\(angle.drawn) \(x.drawn) \(y.drawn))")
    }
    guard hasHalo else { return element.filled(paint) }
    return element.with("class", "\(paint.fillClass) \(Paint.ground.strokeClass)")
      .with("fill", paint.light).with("stroke", Paint.ground.light).with("stroke-width", "3")
      .with("paint-order", "stroke")
  }
}
