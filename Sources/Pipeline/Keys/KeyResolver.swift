package import Spec

/// Makes the keys of a plan's stages as the contents of their inputs become known.
///
/// A survey, which knows some results only, and a run, which waits for all of them, both use it, so
/// that they come to the same keys. The content of a group is worked out once for all its readers.
package struct KeyResolver {
  private let plan: Plan
  private let edges: PlanEdges
  private let keying: StageKeying
  private var stages: [Standing?]
  private var groups: [GroupStanding?]

  private enum Standing {
    case content(Fingerprint)
    case symbol(Fingerprint)
  }

  private enum GroupStanding {
    case content(Fingerprint)
    case open(first: Int, symbol: Fingerprint)
  }

  /// A stage's key, or what is known of it.
  enum Resolution {
    case key(StageKey)
    case open(OpenKey)
  }

  /// A key that isn't known yet, as some input of its stage isn't done.
  struct OpenKey {
    /// Index of the first input that isn't done.
    let first: Int
    let recipe: Fingerprint
    /// A digest that is the same for stages that do the same to the same inputs, whatever the
    /// contents of those turn out to be.
    let symbol: Fingerprint
  }

  /// Makes a resolver that knows no stage's content yet.
  ///
  /// - Parameter edges: The edges of `plan`.
  package init(_ plan: Plan, edges: PlanEdges, keying: StageKeying) {
    self.plan = plan
    self.edges = edges
    self.keying = keying
    stages = Array(repeating: nil, count: plan.stages.count)
    groups = Array(repeating: nil, count: edges.members.count)
  }

  /// Notes the content of a finished stage.
  package mutating func note(content: Fingerprint, ofStageAt index: Int) {
    stages[index] = .content(content)
  }

  /// Notes a digest that represents an unfinished stage in the symbols of its readers.
  mutating func note(symbol: Fingerprint, ofStageAt index: Int) { stages[index] = .symbol(symbol) }

  /// Makes the key of a stage whose inputs are finished.
  ///
  /// - Throws: ``UnfinishedInput`` where one isn't, or an error of a file that can't be read.
  package mutating func key(ofStageAt index: Int) throws -> StageKey {
    switch try resolve(index) {
    case .key(let key): return key
    case .open(let open):
      throw UnfinishedInput(stage: plan.stages[index].id, input: plan.stages[open.first].id)
    }
  }

  /// Makes the key of a stage, or as much of it as is known.
  mutating func resolve(_ stageIndex: Int) throws -> Resolution {
    let stage = plan.stages[stageIndex]
    let inputs = zip(stage.groups, edges.groups[stageIndex]).map { standing(of: $0, at: $1) }
    var digests: [Fingerprint] = []
    var first: Int?
    for input in inputs {
      switch input {
      case .content(let content): digests.append(content)
      case .open(let waited, let symbol):
        digests.append(symbol)
        first = first ?? waited
      }
    }
    guard let first else { return .key(try keying.key(of: stage, contents: digests)) }
    let recipe = try keying.recipe(of: stage)
    let fields = ["after", recipe.description] + digests.map(\.description)
    return .open(OpenKey(first: first, recipe: recipe, symbol: Fingerprint(ofFields: fields)))
  }

  private mutating func standing(of group: InputGroup, at index: Int) -> GroupStanding {
    if let standing = groups[index], holds(standing) { return standing }
    let standing = newStanding(of: group, members: edges.members[index])
    groups[index] = standing
    return standing
  }

  /// Checks whether what was known of a group when it was asked for last is all that is known now.
  private func holds(_ standing: GroupStanding) -> Bool {
    guard case .open(let first, _) = standing, case .content = stages[first] else { return true }
    return false
  }

  private func newStanding(of group: InputGroup, members: [Int]) -> GroupStanding {
    var digests: [Fingerprint] = []
    var first: Int?
    for member in members {
      switch stages[member] {
      case .content(let content): digests.append(content)
      case .symbol(let symbol):
        digests.append(symbol)
        first = first ?? member
      case nil: first = first ?? member
      }
    }
    let digest = group.content(digests) ?? Fingerprint(ofFields: [])
    return first.map { .open(first: $0, symbol: digest) } ?? .content(digest)
  }
}

/// The error of asking for a key before all inputs of its stage are finished.
package struct UnfinishedInput: Error, Equatable, CustomStringConvertible {
  package let stage: StageID
  package let input: StageID

  package var description: String { "\(stage) has no key yet, as \(input) isn't finished" }
}
