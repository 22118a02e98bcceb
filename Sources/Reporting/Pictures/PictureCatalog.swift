package import Options

/// Lists every kind of picture; a new one needs its file and a line here.
package enum PictureCatalog {
  static let all: [any PictureKind.Type] = [
    CurvesPicture.self,
    TradeoffPicture.self,
    ForestPicture.self,
    ProfilePicture.self,
    HeatmapPicture.self,
    TimelinePicture.self,
    LayersPicture.self,
    SpectraPicture.self,
    GraphPicture.self,
  ]

  /// The kinds with their options, as the planner needs them.
  package static var variants: [OptionVariant] { all.map { $0.variant } }
}
