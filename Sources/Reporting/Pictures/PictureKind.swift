internal import Options
internal import Pipeline

/// A kind of picture; a new one needs its file and a line in ``PictureCatalog``.
///
/// Its properties are the options that a spec gives under `pictures`.
protocol PictureKind: NamedOptionSet {
  /// Makes what a picture of this kind shows, with notes about everything that is missing.
  func chart(_ data: PictureData) -> Chart

  /// Returns the pictures of this kind that a plan has without asking for them.
  static func usual(in plan: Plan) -> [PlannedPicture]
}

extension PictureKind {
  static func usual(in plan: Plan) -> [PlannedPicture] { [] }

  /// Makes a picture of this kind.
  ///
  /// - Parameters:
  ///   - options: The options, those that name stages apart.
  ///   - stages: Names of stages by the options that name them.
  static func planned(
    _ name: String, _ options: [String: Value], stages: [String: String]
  ) -> PlannedPicture {
    let defaults = Self().canonical.map ?? [:]
    return PlannedPicture(
      name: name, kind: Self.name, options: .map(defaults.merging(options) { $1 }), stages: stages)
  }
}
