internal import Models

/// How far the cuts of a stage are, beside the state of its training.
struct SqueezeProgress: Equatable {
  /// The model before the first cut, and after the training that follows each cut.
  struct Point: Equatable {
    /// Number of steps done.
    let step: Int
    /// Number of parameters.
    let parameters: Int
    /// Results on the validation split.
    let loss, accuracy: Double
  }

  /// Number of cuts that the model has had.
  var cuts = 0
  var points: [Point] = []

  init() {}
}

extension SqueezeProgress {
  private static let cutsNote = "squeeze.cuts"
  private static let pointsNote = "squeeze.points"
  private static let bondsNote = "squeeze.bonds"

  /// Reads what a checkpoint notes; nil where it notes no such thing.
  init?(_ notes: [String: String]) {
    guard let cuts = notes[Self.cutsNote].flatMap({ Int($0) }), let text = notes[Self.pointsNote]
    else { return nil }
    self.cuts = cuts
    for point in text.split(separator: ";") {
      let numbers = point.split(separator: " ").compactMap { Double($0) }
      guard numbers.count == 4 else { return nil }
      points.append(
        Point(
          step: Int(numbers[0]), parameters: Int(numbers[1]), loss: numbers[2],
          accuracy: numbers[3]))
    }
  }

  /// Returns the notes for a checkpoint of a model.
  func notes(_ model: ModelDescription) -> [(String, String)] {
    let points = points.map { "\($0.step) \($0.parameters) \($0.loss) \($0.accuracy)" }
    let bonds = model.chains.map { chain in
      let numbers = model.factorisations[chain]?.bonds ?? []
      return "\(chain) \(numbers.map(String.init).joined(separator: " "))"
    }
    return [
      (Self.cutsNote, "\(cuts)"), (Self.pointsNote, points.joined(separator: ";")),
      (Self.bondsNote, bonds.joined(separator: ";")),
    ]
  }

  /// Describes the model whose bonds a checkpoint notes.
  ///
  /// - Parameter start: Describes the model before the cuts.
  static func model(_ notes: [String: String], from start: ModelDescription) -> ModelDescription {
    var model = start
    for chain in (notes[bondsNote] ?? "").split(separator: ";") {
      let words = chain.split(separator: " ")
      guard let name = words.first else { continue }
      model.factorisations[String(name)]?.bonds = words.dropFirst().compactMap { Int($0) }
    }
    return model
  }
}
