/// Measures texts in the sizes in which pictures have them.
///
/// A viewer may lack the fonts that a picture asks for, so each character counts with the wider one
/// of Arial's width (as Liberation Sans has it) and DejaVu Sans's.
enum TextWidth {
  /// The widths of the characters from space to `~`, in thousandths of the text's size.
  private static let widths: [Double] = [
    318, 401, 460, 838, 637, 951, 780, 275, 391, 391, 500, 838, 318, 361, 318, 337, 637, 637, 637,
    637, 637, 637, 637, 637, 637, 637, 337, 337, 838, 838, 838, 557, 1016, 685, 687, 723, 771, 667,
    611, 778, 752, 295, 500, 667, 558, 863, 749, 788, 667, 788, 723, 667, 611, 732, 685, 989, 686,
    667, 686, 391, 337, 391, 838, 557, 500, 613, 635, 550, 635, 616, 353, 635, 634, 278, 278, 580,
    278, 975, 634, 612, 635, 635, 412, 521, 393, 634, 592, 818, 592, 592, 525, 637, 337, 637, 838,
  ]
  /// The largest ratio of a bold character's width to the plain one's.
  private static let boldness = 1.25

  /// Returns the width of a text, which is never less than what a viewer shows.
  static func of(_ text: String, size: Double, isBold: Bool = false) -> Double {
    let thousandths = text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
    return thousandths * size / 1000 * (isBold ? boldness : 1)
  }

  private static func width(of scalar: Unicode.Scalar) -> Double {
    switch scalar.value {
    case 0x20..<0x7F: widths[Int(scalar.value) - 0x20]
    case 0x300..<0x370: 0
    case 0..<0x300: 1000
    case 0x1F000...: 1300
    case 0x2500..<0x2E00: 1100
    default: 1000
    }
  }

  /// Cuts a text to a width, with `…` at the end of what is left.
  static func cut(
    _ text: String, to width: Double, size: Double, isBold: Bool = false
  ) -> String {
    let line = NumberText.singleLine(text)
    if of(line, size: size, isBold: isBold) <= width { return line }
    var (kept, used) = ("", of("…", size: size, isBold: isBold))
    for character in line {
      used += of(String(character), size: size, isBold: isBold)
      if used > width { break }
      kept.append(character)
    }
    return kept + "…"
  }

  /// Breaks a text at spaces into lines of a width; what is left after the last line is cut.
  static func lines(
    _ text: String, width: Double, size: Double, atMost count: Int, isBold: Bool = false
  ) -> [String] {
    var lines: [String] = []
    var rest = NumberText.singleLine(text).split(separator: " ")[...]
    while let first = rest.first, lines.count < count {
      var line = String(first)
      rest.removeFirst()
      let isLast = lines.count == count - 1
      while let next = rest.first,
        isLast || of("\(line) \(next)", size: size, isBold: isBold) <= width
      {
        line += " \(next)"
        rest.removeFirst()
        if isLast, of(line, size: size, isBold: isBold) > width { break }
      }
      lines.append(cut(line, to: width, size: size, isBold: isBold))
    }
    return lines
  }
}
