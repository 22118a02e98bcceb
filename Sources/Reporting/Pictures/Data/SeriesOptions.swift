internal import Options

/// The options of pictures that have a line or points for each arm.
struct SeriesOptions: OptionSet {
  var lines: OneOrMore?
  var over: String?
  var band = BandKind.interval
  var title: String?

  static let options: [OptionProperty<SeriesOptions>] = [
    .optional(
      "lines", \.lines, .oneOrMore(.axis),
      "the axis or the axes whose values have a line each (otherwise all but `over`)"),
    .optional("over", \.over, .axis, "the axis whose cells are averaged, such as seed"),
    .option(
      "band", \.band, .choice,
      "spread that is shown around a mean: the 95 % t-interval from three values on, or the range"),
    .optional("title", \.title, .text, "title of the picture (otherwise by its metric)"),
  ]

  /// Returns the axes whose values have a series each.
  ///
  /// - Parameter used: Axes that the picture shows otherwise.
  func axes(of stage: String, in data: PictureData, besides used: [String] = []) -> [String] {
    if let lines { return lines.all }
    return data.varyingAxes(of: stage).filter { $0 != over && !used.contains($0) }
  }

  /// Returns the axes that are averaged over without being named.
  func silent(of stage: String, in data: PictureData, besides used: [String]) -> [String] {
    data.varyingAxes(of: stage).filter { $0 != over && !used.contains($0) }
  }
}
