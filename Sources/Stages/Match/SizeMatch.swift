internal import Models
internal import Options
internal import Pipeline
internal import Statistics

/// Options of a stage that describes a model whose size may be asked for.
protocol MatchingOptions: Sendable {
  var sharing: any SharingStrategy { get set }
  var adapter: (any Adapter)? { get set }
  /// The largest bond of the layers' matrices, where they are held as chains; nil for those that
  /// the options or the donor's parts give them.
  var largestBond: Int? { get set }
  var match: MatchOptions? { get }

  /// Counts the parameters of a model as the stage reports them.
  func parameterCount(of model: ModelDescription, withTables: Bool) -> Int
}

extension MatchingOptions {
  func parameterCount(of model: ModelDescription, withTables: Bool) -> Int {
    let layout = ParameterLayout(model)
    return withTables ? layout.count : layout.nonEmbeddingCount
  }
}

/// Options with the size that is nearest to the one asked for.
struct SizeMatch<Options: MatchingOptions> {
  /// The options with the solved one's value.
  let options: Options
  /// Numbers of parameters, or of those outside the embedding tables.
  let asked, found: Int
  /// The solved option, with the value that was chosen.
  let option: String
  let value: Int
  /// Whether the size asked for is below that of all values of the option, or above.
  let isOutOfReach: Bool

  /// A line for the stage's log.
  var line: String {
    let noun = options.match?.includesTables == false ? "non-embedding parameters" : "parameters"
    let end = isOutOfReach ? ", and no other value comes as near" : ""
    return "match: \(asked.grouped) \(noun) asked; \(option): \(value) gives \(found.grouped)\(end)"
  }

  var metrics: [Metric] {
    zip(MetricDeclaration.ofMatch, [asked, value]).map { Metric($0, Double($1)) }
  }
}

// MARK: - Solving

/// The part of a model that has the option that is solved.
private enum SizedPart { case sharing, chains, adapter }

extension MatchingOptions {
  /// Chooses the size that is nearest to the one asked for.
  ///
  /// Planning and running solve by this function, so that they can't differ.
  /// - Parameters:
  ///   - reference: Describes the model that a factor is of; nil where it isn't known.
  ///   - describe: Describes the model that options make.
  /// - Returns: nil where nothing is asked for, and where it can't be solved.
  func matched(
    to reference: ModelDescription?, _ describe: (Self) -> ModelDescription
  ) -> SizeMatch<Self>? {
    guard let match, let (part, option) = sizedPart else { return nil }
    let other = reference.map { parameterCount(of: $0, withTables: match.includesTables) }
    guard let asked = match.asked?.parameters(of: other) else { return nil }
    let range = possible(option, of: part, describe)
    var known: [Int: Int] = [:]
    func found(_ steps: Int) -> Int {
      if let count = known[steps] { return count }
      let model = describe(sized(part, steps * option.step))
      let count = parameterCount(of: model, withTables: match.includesTables)
      known[steps] = count
      return count
    }
    let steps = range.number(sizedNearestTo: asked, size: found)
    let value = steps * option.step
    let ends = [found(range.lowerBound), found(range.upperBound)]
    return SizeMatch(
      options: sized(part, value), asked: asked, found: found(steps), option: option.name,
      value: value, isOutOfReach: ends.allSatisfy { $0 > asked } || ends.allSatisfy { $0 < asked })
  }

  /// Describes the model that will be made; nil where the size asked for depends on a model that
  /// isn't known.
  func planned(
    comparedTo reference: ModelDescription?, _ describe: (Self) -> ModelDescription
  ) -> ModelDescription? {
    match == nil ? describe(self) : matched(to: reference, describe).map { describe($0.options) }
  }

  /// The part that is solved, with its option; nil where there is none.
  ///
  /// The size of chains is their largest bond.
  private var sizedPart: (SizedPart, SizeOption)? {
    let ofSharing =
      type(of: sharing).sizeOption.map { (SizedPart.sharing, $0) }
      ?? (sharing.isFactorised ? (SizedPart.chains, SizeOption("bond", 1...1_000_000)) : nil)
    let ofAdapter = adapter.flatMap { type(of: $0).sizeOption }.map { (SizedPart.adapter, $0) }
    return switch match?.part {
    case .sharing: ofSharing
    case .adapter: ofAdapter
    case nil: ofSharing ?? ofAdapter
    }
  }

  private func sized(_ part: SizedPart, _ value: Int) -> Self {
    var sized = self
    switch part {
    case .sharing: sized.sharing = sharing.sized(value)
    case .chains: sized.largestBond = value
    case .adapter: sized.adapter = adapter?.sized(value)
    }
    return sized
  }

  /// Returns the values of the solved option, in its steps, with which a model can be made: no bond
  /// above those that there are, and no adapter larger than what it is added to, or empty.
  private func possible(
    _ option: SizeOption, of part: SizedPart, _ describe: (Self) -> ModelDescription
  ) -> ClosedRange<Int> {
    var least = (option.range.lowerBound + option.step - 1) / option.step
    if part == .adapter { least = max(1, least) }
    var most = max(least, option.range.upperBound / option.step)
    if part == .chains {
      var whole = self
      whole.largestBond = nil
      most = max(least, describe(whole).largestBond ?? least)
    }
    func fits(_ steps: Int) -> Bool {
      describe(sized(part, steps * option.step)).misfitOfAdapter == nil
    }
    switch (fits(least), fits(most)) {
    case (true, false): most = ((least...most).start { !fits($0) } ?? most) - 1
    case (false, true): least = (least...most).start(where: fits) ?? least
    default: break
    }
    return least...most
  }
}

// MARK: - Conflicts

extension MatchingOptions {
  /// Finds what keeps the size asked for from being solved.
  ///
  /// - Parameters:
  ///   - hasReference: Whether the spec names a model that a factor is of.
  ///   - hasDonor: Whether there is a donor, which a factor is of otherwise.
  ///   - describe: Describes the model that options make; nil where that isn't known.
  func conflictsOfMatch(
    hasReference: Bool, hasDonor: Bool, _ describe: ((Self) -> ModelDescription)?
  ) -> [OptionConflict] {
    guard let match else { return [] }
    let found =
      match.conflictOfSize
      ?? match.conflictOfReference(hasReference: hasReference, hasDonor: hasDonor)
      ?? (sizedPart == nil ? conflictOfPart(match.part) : nil)
      ?? describe.flatMap { conflictOfSolvedOption($0) }
    return found.map { [$0] } ?? []
  }

  /// Checks that the option that is solved changes the size.
  ///
  /// - Throws: ``StageError`` where it doesn't.
  func checkSolvedOption(_ describe: (Self) -> ModelDescription) throws {
    guard let conflict = conflictOfSolvedOption(describe) else { return }
    throw StageError("`match`: \(conflict.problem); \(conflict.hint)")
  }

  /// Finds an option of the adapter that sets nothing in the form that the adapter has.
  ///
  /// That of sharing sets nothing only where a model is too small for other sizes, such as one of a
  /// single layer; then it has the one size that there is.
  private func conflictOfSolvedOption(
    _ describe: (Self) -> ModelDescription
  ) -> OptionConflict? {
    guard let match, let (part, option) = sizedPart, part == .adapter else { return nil }
    let range = possible(option, of: part, describe)
    guard range.count > 1 else { return nil }
    let sizes = [range.lowerBound, range.upperBound].map { steps in
      parameterCount(
        of: describe(sized(part, steps * option.step)), withTables: match.includesTables)
    }
    guard sizes[0] == sizes[1] else { return nil }
    return OptionConflict(
      "match", "'\(option.name)' doesn't change the size with these options",
      hint: "choose another form of the adapter, or solve the other part")
  }

  private func conflictOfPart(_ part: MatchOptions.Part?) -> OptionConflict {
    let way = "sharing by '\(sharing.name)' has no option that sets its size"
    let term = adapter.map { "the adapter '\($0.name)' has none that sets its size" }
    let problem =
      switch part {
      case .sharing: way
      case .adapter: term ?? "there is no adapter whose size could be solved"
      case nil: "\(way), and \(term ?? "there is no adapter")"
      }
    let ways = SharingCatalog.all.filter { $0.sizeOption != nil || $0.init().isFactorised }
    let terms = AdapterCatalog.all.filter { $0.sizeOption != nil }
    let hints = [
      "share by \(ways.map { $0.name }.joined(separator: ", "))",
      "give layers an adapter: \(terms.map { $0.name }.joined(separator: ", "))",
    ]
    let chosen =
      part == .sharing ? hints.prefix(1) : part == .adapter ? hints.suffix(1) : hints[...]
    return OptionConflict("match", problem, hint: chosen.joined(separator: "; or "))
  }
}

extension MatchOptions {
  fileprivate var conflictOfSize: OptionConflict? {
    guard let written else {
      let both = parameters != nil
      return OptionConflict(
        "match",
        "'match' has \(both ? "both" : "neither") 'parameters' "
          + "\(both ? "and" : "nor") 'non_embedding_parameters'",
        hint: both ? "keep one of them" : "write a count such as 250000, or a factor such as 1.5x")
    }
    guard asked == nil else { return nil }
    return OptionConflict(
      "match", "'match' asks for '\(written.prefix(40))', which is neither a count nor a factor",
      hint: "write a count such as 250000, or a factor such as 1.5x")
  }

  fileprivate func conflictOfReference(hasReference: Bool, hasDonor: Bool) -> OptionConflict? {
    let written = written ?? ""
    if asked?.isFactor == true, !hasReference, !hasDonor {
      return OptionConflict(
        "match", "'match' asks for \(written), but of no model",
        hint: "name a model in 'of', or write a count such as 250000")
    }
    guard hasReference, asked?.isFactor == false else { return nil }
    return OptionConflict(
      "match", "'match' has 'of', but \(written) is a count rather than a factor",
      hint: "leave out 'of', or write a factor such as 1.5x")
  }
}
