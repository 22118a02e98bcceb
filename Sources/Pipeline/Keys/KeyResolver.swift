package import Spec

/// Makes the keys of a plan's stages as it becomes known what the stages that they read come to.
///
/// A survey, which knows of some results only, and a run, which waits for all of them, both ask it,
/// so that they come to the same keys. What a group comes to is worked out once for its readers.
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

  /// What can be said of a stage's key.
  enum Resolution {
    case key(StageKey)
    case open(OpenKey)
  }

  /// A key that isn't known before a stage is done that it counts.
  struct OpenKey {
    /// The place of the first such stage.
    let first: Int
    let recipe: Fingerprint
    /// The same for stages that do the same to the same inputs, whatever those come to.
    let symbol: Fingerprint
  }

  /// - Parameter edges: Those of `plan`.
  package init(_ plan: Plan, edges: PlanEdges, keying: StageKeying) {
    self.plan = plan
    self.edges = edges
    self.keying = keying
    stages = Array(repeating: nil, count: plan.stages.count)
    groups = Array(repeating: nil, count: edges.members.count)
  }

  /// Notes what a finished stage has come to.
  package mutating func note(content: Fingerprint, ofStageAt place: Int) {
    stages[place] = .content(content)
  }

  /// Notes what stands for a stage that isn't finished in what is said of its readers' keys.
  mutating func note(symbol: Fingerprint, ofStageAt place: Int) { stages[place] = .symbol(symbol) }

  /// The key of a stage whose inputs are finished.
  ///
  /// - Throws: ``UnfinishedInput`` where one isn't, or an error of the file that can't be read.
  package mutating func key(ofStageAt place: Int) throws -> StageKey {
    switch try resolve(place) {
    case .key(let key): return key
    case .open(let open):
      throw UnfinishedInput(stage: plan.stages[place].id, input: plan.stages[open.first].id)
    }
  }

  /// The key of a stage, or as much as can be said of it.
  mutating func resolve(_ place: Int) throws -> Resolution {
    let stage = plan.stages[place]
    let inputs = zip(stage.groups, edges.groups[place]).map { standing(of: $0, at: $1) }
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

  /// Whether a group still stands as it did when it was asked for last.
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

/// A key that was asked for too early.
package struct UnfinishedInput: Error, Equatable, CustomStringConvertible {
  package let stage: StageID
  package let input: StageID

  package var description: String { "\(stage) has no key yet, as \(input) isn't finished" }
}
