import Options
import Pipeline
import Testing

@testable import Reporting

/// Makes pictures of any kind for the example, by what its options take.
enum PictureFixture {
  /// Makes a picture whose required options, and the axis that is averaged over, are given.
  static func picture(_ kind: any PictureKind.Type) throws -> PlannedPicture {
    var (options, stages, axes): ([String: Value], [String: String], [String]) =
      ([:], [:], ["arm", "seed"])
    for option in kind.declarations {
      let isRequired = if case .required = option.presence { true } else { false }
      switch option.type {
      case .measure where isRequired:
        let measure = measure(of: kind, option: option.name)
        options[option.name] = .text(measure.metric)
        stages[option.name] = measure.stage
      case .stage where isRequired: stages[option.name] = "verdict"
      case .axis where isRequired:
        options[option.name] = .text(try #require(axes.first))
        axes.removeFirst()
      case .axis where option.name == "over" && axes.contains("seed") && axes.count == 2:
        options[option.name] = .text("seed")
      default: break
      }
    }
    return kind.planned("example", options, stages: stages)
  }

  private static func measure(
    of kind: any PictureKind.Type, option: String
  ) -> (stage: String, metric: String) {
    if ["curves", "layers", "spectra"].contains(kind.name) { return ("tuned", "loss") }
    return ("score", option == "metric" ? "accuracy" : "parameters")
  }
}

extension Plan {
  /// The plan with one picture more.
  func asking(for picture: PlannedPicture) -> Plan {
    Plan(
      experiment: experiment, about: about, axes: axes, cells: cells, stages: stages,
      tables: tables, pictures: [picture])
  }
}
