import Foundation
import Options
import Pipeline
import Spec
import Statistics
import TestSupport
import Testing

@testable import Reporting

@Suite("spectra beside random matrices")
struct SpectraTests {
  /// What a decomposition leaves of a matrix, and the number of its entries.
  struct Left: Sendable {
    let full: [Int]
    let kept: [Double]
    let parameters: Double
    let entries: Double
  }

  static let left = [
    // Factors 4, 6, 10: whole, truncated, and only the last bond truncated.
    Left(full: [4, 10], kept: [4, 10], parameters: 356, entries: 240),
    Left(full: [4, 10], kept: [2, 3], parameters: 74, entries: 240),
    Left(full: [4, 10], kept: [4, 3], parameters: 118, entries: 240),
    // MPOBERT's 768 by 768 at bond 8, and 768 by 3072 without truncation.
    Left(full: [16, 256, 144, 9], kept: [8, 8, 8, 8], parameters: 3272, entries: 589_824),
    Left(
      full: [16, 256, 288, 12], kept: [16, 256, 288, 12], parameters: 2_508_176,
      entries: 2_359_296),
    // Factors of 4 alone, and 4, 4, 16, 4, 4, where the middle bonds are equal and cut.
    Left(full: [4, 16, 16, 4], kept: [4, 4, 4, 4], parameters: 224, entries: 1024),
    Left(full: [4, 16, 16, 4], kept: [4, 4, 4, 4], parameters: 416, entries: 4096),
    // Two plain factors of a matrix of 12 by 20.
    Left(full: [12], kept: [5], parameters: 160, entries: 240),
    Left(full: [12], kept: [12], parameters: 384, entries: 240),
  ]

  @Test("the size of a matrix follows from its bonds and the parameters", arguments: left)
  func sizes(left: Left) {
    func entries(_ parameters: Double) -> Double? {
      CutShape(full: left.full, kept: left.kept, parameters: parameters).entries
    }
    #expect(entries(left.parameters) == left.entries)
    #expect(entries(left.parameters + 1) == nil)
  }

  @Test("a matrix that stayed whole says its size; nonsense says none")
  func odd() {
    #expect(CutShape(full: [4, 10], kept: nil, parameters: 240).entries == 240)
    #expect(CutShape(full: [4, 10], kept: nil, parameters: 241).entries == nil)
    #expect(CutShape(full: [4, 10], kept: nil, parameters: .nan).entries == nil)
    #expect(CutShape(full: [4, 10], kept: [4], parameters: 356).entries == nil)
    #expect(CutShape(full: [4, 10], kept: [0, 10], parameters: 356).entries == nil)
    #expect(CutShape(full: [4, 10], kept: [.nan, 10], parameters: 356).entries == nil)
    #expect(CutShape(full: [0, 0], kept: [1, 1], parameters: 356).entries == nil)
    #expect(CutShape(full: [4, 10], kept: [4, 10], parameters: 1e300).entries == nil)
    // Factors 4, 7, 1, 4, 4 would leave the same numbers as 4, 4, 4, 4, 4.
    let chosen = CutShape(
      full: [4, 16, 16, 4], kept: [4, 4, 4, 4], parameters: 224, hasChosenFactors: true)
    #expect(chosen.entries == nil)
    let huge = CutShape(full: [.max, .max], kept: [.infinity, 1], parameters: .infinity)
    #expect(huge.entries == nil)
  }

  /// Draws the spectra of two arms with three seeds each, of matrices with factors 4, 6 and 10.
  private func drawn(_ name: String, parameters: Double = 356, scale: NumberScale = .linear)
    -> String
  {
    let matrix = "encoder.layer.0.attention.self.query"
    let arms = ["first, \"start\"", "trained"]
    let cells = arms.flatMap { arm in
      ["1", "2", "3"].map {
        [Coordinate(axis: "arm", label: arm), Coordinate(axis: "seed", label: $0)]
      }
    }
    var rows: [ResultRow] = []
    for (index, cell) in cells.enumerated() {
      let decay = index < 3 ? 0.0 : 0.45
      func add(_ metric: String, _ value: Double, step: Int? = nil) {
        rows.append(
          ResultRow(
            cell: cell, stage: "parts", metric: "\(matrix).\(metric)", step: step, value: value))
      }
      for (bond, count) in [(1, 4), (2, 10)] {
        let random = RandomSpectrum(count: count, entries: 240, norm: 2)?.values ?? []
        for (position, value) in random.enumerated() {
          let wobble = 1 + 0.03 * Double((index * 5 + position * 3) % 7 - 3)
          add(
            "schmidt.\(bond)", value * wobble * exp(-decay * Double(position)), step: position + 1)
        }
        add("bond.\(bond)", Double(count))
        add("entropy.\(bond)", 2 - decay + 0.01 * Double(index))
      }
      add("parameters", parameters)
    }
    let stages = cells.map { cell in
      PlannedStage(
        id: StageID("parts[\(cell.map(\.label))]"), name: "parts", cell: cell,
        declaration: StageDeclaration(
          kind: "decompose", version: 1, about: "", produces: "parts", options: [],
          metrics: MetricDeclaration.ofDecomposition),
        options: .map([:]), inputs: [], location: "")
    }
    let picture = SpectraPicture.planned(
      name,
      [
        "metric": .text("\(matrix).schmidt.2"), "over": .text("seed"),
        "scale": .text(scale.rawValue),
      ],
      stages: ["metric": "parts"])
    let plan = Plan(
      experiment: "example", about: "",
      axes: [
        SweepAxis(name: "arm", labels: arms), SweepAxis(name: "seed", labels: ["1", "2", "3"]),
      ],
      cells: cells, stages: stages, tables: [], pictures: [picture])
    return ExperimentPictures(PictureResults(plan, rows: ResultRows(rows))).svg(name) ?? ""
  }

  @Test("each curve has that of a random matrix of its shape and norm beside it")
  func beside() {
    let text = drawn("spectra")
    #expect(text.contains(">random matrix<"))
    #expect(text.components(separatedBy: "data-name=\"random matrix\"").count == 3)
    #expect(text.contains("trained: entropy at this bond 1.5900 nats; of a random matrix"))
    #expect(!text.contains("isn't known"))
    expectGolden(text, "pictures/spectra-random.svg")
    expectGolden(drawn("spectra", scale: .log), "pictures/spectra-random-log.svg")
  }

  @Test("where the size isn't known, that is said and no curve is made up")
  func unknown() {
    let text = drawn("spectra", parameters: 355)
    #expect(!text.contains("data-name=\"random matrix\"") && !text.contains(">random matrix<"))
    #expect(text.contains("trained: the size of the matrix isn't known"))
  }
}
