import Models
import Options
import Pipeline
import Spec
import Testing

@Suite("axes of every kind of an option")
struct EveryKindTests {
  @Test("choose each way of sharing, by its name in tables")
  func sharing() throws {
    let found = try plan(
      """
      experiment: every
      sweep: {sharing: {every: sharing}}
      stages:
        size: {kind: size, vocabulary: 9, encoder: {layers: 4, hidden: 8, heads: 2},
               sharing: "${sharing}", adapter: {rank: 2}}
      tables:
        sizes: {rows: [sharing], columns: [size.parameters]}
      """.utf8)
    let names = SharingCatalog.all.map { $0.name }
    #expect(found.stages.compactMap { $0.cell.first?.label } == names)
    for stage in found.stages {
      #expect(stage.options["sharing"]?["kind"]?.text == stage.cell.first?.label)
    }
  }

  @Test("choose each adapter, and leave kinds out")
  func adapters() throws {
    let found = try plan(
      """
      experiment: every
      sweep: {adapter: {every: adapter}, sharing: {every: sharing, only: [all, none]}}
      stages:
        size: {kind: size, vocabulary: 9, encoder: {layers: 4, hidden: 8, heads: 2},
               sharing: "${sharing}", adapter: "${adapter}"}
      """.utf8, overrides: ["sharing=all"])
    let names = AdapterCatalog.all.map { $0.name }
    #expect(found.stages.compactMap { $0.options["adapter"]?["kind"]?.text } == names)
  }

  @Test("may stand in texts alone")
  func texts() throws {
    let found = try plan(
      """
      experiment: every
      sweep: {way: {every: sharing, only: [all, relaxed]}}
      stages:
        note: {kind: shell, command: "echo ${way}"}
      """.utf8)
    #expect(found.stages.map(\.id.description) == ["note[way=all]", "note[way=relaxed]"])
  }
}
