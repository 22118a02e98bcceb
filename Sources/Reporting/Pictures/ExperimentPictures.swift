internal import Options
internal import Pipeline

/// The pictures of an experiment: those that its spec asks for, and those that every experiment of
/// its form has.
package struct ExperimentPictures {
  private let results: PictureResults
  private let pictures: [PlannedPicture]

  package init(_ results: PictureResults) {
    self.results = results
    pictures = Self.pictures(of: results.plan)
  }

  /// The names of all pictures, those of the spec first.
  package var names: [String] { pictures.map(\.name) }

  /// Draws a picture as the text of an SVG file; nil where there is none of this name.
  package func svg(_ name: String) -> String? {
    guard let picture = pictures.first(where: { $0.name == name }),
      let kind = PictureCatalog.all.first(where: { $0.name == picture.kind })
    else { return nil }
    let chart = kind.init(reading: picture.options)
      .chart(PictureData(results, stages: picture.stages))
    return ChartDrawing(
      chart, name: name, source: "Experiment \(results.plan.experiment), drawn by BondLab"
    ).text
  }

  /// Lists the spec's pictures and then the usual ones, less those whose name or content the spec
  /// has already.
  private static func pictures(of plan: Plan) -> [PlannedPicture] {
    var pictures = plan.pictures
    for picture in PictureCatalog.all.flatMap({ $0.usual(in: plan) }) {
      let isThere = pictures.contains { other in
        other.name == picture.name || (other.kind == picture.kind && other.shows(picture))
      }
      if !isThere { pictures.append(picture) }
    }
    return pictures
  }
}

extension PlannedPicture {
  /// Whether it shows the same metrics of the same stages as another one of its kind.
  fileprivate func shows(_ other: PlannedPicture) -> Bool {
    other.stages.allSatisfy { role, stage in
      stages[role] == stage && options[role] == other.options[role]
    }
  }
}
