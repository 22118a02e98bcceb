/// An element of an SVG drawing, whose attributes keep their order.
struct SVGElement {
  private enum Content {
    case text(String)
    case children([SVGElement])
  }

  private let name: String
  private var attributes: [(name: String, value: String)]
  private let content: Content

  /// Makes an element that has elements in it, or nothing.
  init(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:],
    _ children: [SVGElement] = []
  ) {
    self.name = name
    self.attributes = attributes.map { ($0.key, $0.value) }
    content = .children(children)
  }

  /// Makes an element that has a text in it, which is escaped when it is written.
  init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String) {
    self.name = name
    self.attributes = attributes.map { ($0.key, $0.value) }
    content = .text(text)
  }

  /// Returns the element with one more attribute.
  func with(_ name: String, _ value: String) -> SVGElement {
    var element = self
    element.attributes.append((name, value))
    return element
  }

  /// Writes the element at the end of a text, with its children on lines of their own.
  func write(to text: inout String) {
    text += "<\(name)"
    for attribute in attributes {
      text += " \(attribute.name)=\"\(XMLText.escaped(attribute.value))\""
    }
    switch content {
    case .text(let inner): text += ">\(XMLText.escaped(inner))</\(name)>\n"
    case .children(let children) where children.isEmpty: text += "/>\n"
    case .children(let children):
      text += ">\n"
      for child in children { child.write(to: &text) }
      text += "</\(name)>\n"
    }
  }
}

// MARK: - Shapes

extension SVGElement {
  static func group(_ children: [SVGElement], tooltip: String? = nil) -> SVGElement {
    SVGElement("g", [:], (tooltip.map { [SVGElement("title", text: $0)] } ?? []) + children)
  }

  static func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ paint: Paint, width: Double = 1,
    dashes: String? = nil
  ) -> SVGElement {
    let line = SVGElement(
      "line", ["x1": x1.drawn, "y1": y1.drawn, "x2": x2.drawn, "y2": y2.drawn])
    return line.stroked(paint, width: width, dashes: dashes)
  }

  static func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ paint: Paint
  ) -> SVGElement {
    SVGElement(
      "rect",
      ["x": x.drawn, "y": y.drawn, "width": max(0, width).drawn, "height": max(0, height).drawn]
    ).filled(paint)
  }

  /// A path from its commands, such as `M1 2L3 4`.
  static func path(_ commands: String) -> SVGElement { SVGElement("path", ["d": commands]) }

  /// Returns the element with a line of a colour around or along it.
  func stroked(_ paint: Paint, width: Double = 1, dashes: String? = nil) -> SVGElement {
    let element = with("class", paint.strokeClass).with("fill", "none")
      .with("stroke", paint.light).with("stroke-width", width.drawn)
    return dashes.map { element.with("stroke-dasharray", $0) } ?? element
  }

  /// Returns the element filled with a colour.
  func filled(_ paint: Paint, opacity: Double = 1) -> SVGElement {
    let element = with("class", paint.fillClass).with("fill", paint.light)
    return opacity < 1 ? element.with("fill-opacity", opacity.drawn) : element
  }
}

// MARK: - Numbers

extension Double {
  /// The number as a coordinate, with at most two decimals.
  var drawn: String {
    var text = NumberText.fixed(self, decimals: 2)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text.isEmpty || text == "-" ? "0" : text
  }
}
