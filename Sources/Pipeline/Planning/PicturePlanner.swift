internal import Options
internal import Spec
internal import Statistics

/// Checks the pictures of a spec, and whether what they name is there.
struct PicturePlanner {
  private let spec: ExperimentSpec
  private let kinds: [OptionVariant]
  private let metrics: MetricCheck
  private let products: [String: String]
  private let axes: [String]

  /// - Parameters:
  ///   - kinds: The kinds of pictures with their options.
  ///   - products: Products of the stages, by name, as far as their kinds are known.
  init(
    _ spec: ExperimentSpec, _ kinds: [OptionVariant], _ metrics: MetricCheck,
    products: [String: String]
  ) {
    self.spec = spec
    self.kinds = kinds
    self.metrics = metrics
    self.products = products
    axes = spec.sweep.axes.map(\.name)
  }

  func pictures(problems: inout Problems) -> [PlannedPicture] {
    spec.pictures.compactMap { picture($0, &problems) }
  }

  private func picture(_ picture: PictureSpec, _ problems: inout Problems) -> PlannedPicture? {
    var reader = OptionReader(spec.files.folders)
    let option = OptionDeclaration(
      picture.name, .variant(noun: "kind of picture", kinds), .required,
      "the kind of picture and its options")
    let value = reader.read(picture.body, option, of: "the section 'pictures'")
    problems.add(contentsOf: reader.problems)
    var stages: [String: String] = [:]
    var used: Set<String> = []
    for edge in reader.edges {
      // The path of an option begins with the picture's name and a point.
      let role = String(edge.role.dropFirst(picture.name.count + 1))
      if let stage = stage(of: edge, &used, &problems) { stages[role] = stage }
    }
    guard let value, let kind = value.kind else { return nil }
    return PlannedPicture(name: picture.name, kind: kind, options: value, stages: stages)
  }

  /// Checks what an option names.
  ///
  /// - Parameter used: The axes that the picture's options have named so far.
  /// - Returns: The name of the stage, where the option names one.
  private func stage(
    of edge: OptionEdge, _ used: inout Set<String>, _ problems: inout Problems
  ) -> String? {
    switch edge.target {
    case .axis(let name):
      check(axis: name, edge, &used, &problems)
      return nil
    case .measure(let stage, let metric):
      guard isThere(stage, edge, &problems) else { return nil }
      if Self.isMeasuredWhileRunning(metric) { return stage }
      metrics.check(
        metric, ofStage: stage, namedBy: edge.role, at: edge.mark, isShown: true,
        problems: &problems)
      return stage
    case .stage(let stage, let wanted):
      guard isThere(stage, edge, &problems) else { return nil }
      check(stage, produces: wanted, edge, &problems)
      return stage
    }
  }

  /// Returns whether a metric is a time, a rate, memory or energy, which are measured while a stage
  /// of any kind runs.
  private static func isMeasuredWhileRunning(_ metric: String) -> Bool {
    let units: Set<String?> = ["s", "bytes", "tokens/s", "J"]
    return MetricCatalog.all.contains { $0.fits(metric) && units.contains($0.unit) }
  }

  private func isThere(_ stage: String, _ edge: OptionEdge, _ problems: inout Problems) -> Bool {
    let names = spec.stages.map(\.name)
    if names.contains(stage) { return true }
    problems.add(
      at: edge.mark, "\(edge.role): there is no stage '\(stage)'",
      hint: Suggestion.hint(for: stage, among: names, noun: "stage"))
    return false
  }

  private func check(
    axis name: String, _ edge: OptionEdge, _ used: inout Set<String>, _ problems: inout Problems
  ) {
    if !axes.contains(name) {
      problems.add(
        at: edge.mark, "\(edge.role): '\(name)' is not a sweep axis",
        hint: Suggestion.hint(for: name, among: axes, noun: "sweep axis"))
    } else if !used.insert(name).inserted {
      problems.add(
        at: edge.mark, "\(edge.role): the axis '\(name)' is used twice in one picture",
        hint: "an axis makes lines or is averaged over, not both")
    }
  }

  private func check(
    _ stage: String, produces wanted: [String], _ edge: OptionEdge, _ problems: inout Problems
  ) {
    guard !wanted.isEmpty, let product = products[stage], !wanted.contains(product) else { return }
    let fitting = spec.stages.map(\.name).filter { wanted.contains(products[$0] ?? "") }
    problems.add(
      at: edge.mark,
      "\(edge.role) must be a stage that produces \(wanted.joined(separator: " or ")); "
        + "'\(stage)' produces \(product)",
      hint: Suggestion.hint(for: stage, among: fitting, noun: "stage that does"))
  }
}
