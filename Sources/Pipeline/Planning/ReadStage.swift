internal import Options
internal import Spec

/// An option of a stage with its values at each combination of the axes that it mentions.
struct ReadOption {
  let name: String
  let combinations: Combinations
  /// One value for each combination; nil where the option is absent or an edge alone.
  var values: [Value?]
  /// For each combination, the stages that the option names there; empty where it names none
  /// anywhere.
  var targets: [[Target]]

  var axes: [Int] { combinations.subset.axes }

  /// Whether the option names a stage anywhere.
  var hasTargets: Bool { !targets.isEmpty }

  /// Finds the position of a cell's combination; nil where there is none.
  func position(_ choice: [Int]) -> Int? {
    combinations.position(of: combinations.subset.code(choice))
  }

  /// An edge to a stage that exists.
  struct Target: Hashable {
    let role: String
    let stage: Int
  }
}

/// A stage whose options have been read.
struct ReadStage {
  let spec: StageSpec
  let declaration: StageDeclaration
  let resources: StageResources
  /// Values of options that are the same in every cell.
  var constants: [String: Value] = [:]
  /// Options that vary over the sweep or name stages, in the order of the declaration.
  var options: [ReadOption] = []
  /// Indices of the axes that it gathers over, each with the edge that names the axis.
  var gathered: [(axis: Int, edge: OptionEdge)] = []

  /// Indices of the stages that it reads in any cell, ascending.
  var dependencies: [Int] {
    Set(options.flatMap { $0.targets.joined() }.map(\.stage)).sorted()
  }
}
