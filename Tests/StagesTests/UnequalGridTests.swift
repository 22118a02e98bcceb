import Pipeline
import Spec
import Testing

@Suite("comparisons over unequal grids")
struct UnequalGridTests {
  private static let stages = """
    stages:
      s:
        {kind: shell, command: "true", environment: {A: "${sharing}${bond}${seed}"},
         metrics: m.json}
      verdict: {kind: ablate, over: sharing, baseline: BASE, measure: s.acc, pair: PAIR}
      bonds: {kind: ablate, over: bond, baseline: full, measure: s.acc, pair: seed}
    """

  /// Finds the stages that each comparison reads, by its name.
  private static func inputs(
    _ sweep: String, base: String = "all", pair: String = "seed"
  ) throws -> [String: [String]] {
    let stages = stages.replacing("BASE", with: base).replacing("PAIR", with: pair)
    let plan = try plan("experiment: grid\nsweep:\n\(sweep)\n\(stages)\n".utf8, file: "grid.yaml")
    let comparing = plan.stages.filter { $0.declaration.kind == "ablate" }
    return Dictionary(
      uniqueKeysWithValues: comparing.map { stage in
        (stage.id.description, stage.inputs.map(\.stage.description))
      })
  }

  /// The ways to write that only `mpo` has bonds.
  private static let sweeps = [
    """
      sharing: [all, mpo, blocks]
      bond: {values: [4, full], when: {sharing: mpo}, otherwise: full}
      seed: [1, 2]
    """,
    """
      bond: {values: [4, full], when: {sharing: mpo}, otherwise: full}
      sharing: {all: {}, mpo: {}, blocks: {}}
      seed: [1, 2]
    """,
    """
      sharing: [all, mpo, blocks]
      bond: [4, full]
      seed: [1, 2]
      except: [{sharing: [all, blocks], bond: 4}]
    """,
    """
      sharing: [mpo]
      bond: [4, full]
      seed: [1, 2]
      include:
        - {sharing: all, bond: full, seed: [1, 2]}
        - {sharing: blocks, bond: full, seed: [1, 2]}
    """,
  ]

  /// Finds the name of a measured stage, whatever the order of the axes.
  private static func axes(_ name: String) -> Set<Substring> {
    Set(name.dropFirst(2).dropLast().split(separator: ","))
  }

  @Test("an arm with one value along an axis stands in every cell of it", arguments: sweeps)
  func everyCell(sweep: String) throws {
    for base in ["all", "blocks"] {
      let found = try Self.inputs(sweep, base: base)
      for bond in ["4", "full"] {
        let wanted = ["all", "mpo", "blocks"].flatMap { sharing in
          (1...2).map { seed -> Set<Substring> in
            let own = sharing == "mpo" ? bond : "full"
            return ["sharing=\(sharing)", "bond=\(own)", "seed=\(seed)"]
          }
        }
        let read = try #require(found["verdict[bond=\(bond)]"]).map { Self.axes($0) }
        #expect(read.count == 6 && Set(read) == Set(wanted.map { Set($0) }))
      }
    }
  }

  @Test("the values of an axis that one arm alone has are compared where it stands")
  func ownCells() throws {
    for sweep in Self.sweeps {
      let found = try Self.inputs(sweep)
      #expect(found["bonds[sharing=mpo]"]?.count == 4)
      #expect(found["bonds[sharing=all]"]?.count == 2 && found["bonds[sharing=blocks]"]?.count == 2)
      let read = found["bonds[sharing=all]"] ?? []
      #expect(read.allSatisfy { Self.axes($0).isSuperset(of: ["sharing=all", "bond=full"]) })
    }
  }

  @Test(
    "an arm without values of two axes stands in every cell of both, one without one in its own")
  func twoAxes() throws {
    let sweep = """
        sharing: [all, mpo, blocks]
        bond: [4, full]
        rank: [0, 8]
        seed: [1]
        except:
          - {sharing: [all, blocks], bond: 4}
          - {sharing: all, rank: 8}
      """
    let stages = Self.stages.replacing("${bond}", with: "${bond}${rank}")
      .replacing("BASE", with: "all").replacing("PAIR", with: "seed")
    let plan = try plan("experiment: grid\nsweep:\n\(sweep)\n\(stages)\n".utf8, file: "grid.yaml")
    for bond in ["4", "full"] {
      for rank in ["0", "8"] {
        let id = "verdict[bond=\(bond),rank=\(rank)]"
        let verdict = try #require(plan.stages.first { $0.id.description == id })
        #expect(
          Set(verdict.inputs.map(\.stage.description)) == [
            "s[sharing=all,bond=full,rank=0,seed=1]",
            "s[sharing=mpo,bond=\(bond),rank=\(rank),seed=1]",
            "s[sharing=blocks,bond=full,rank=\(rank),seed=1]",
          ])
      }
    }
  }

  @Test("a cell without the baseline is named")
  func namedCell() {
    let sweep = """
        sharing: [all, mpo]
        bond: [2, 4, full]
        seed: [1, 2]
        except: [{sharing: all, bond: 2}]
      """
    #expect { try Self.inputs(sweep) } throws: { error in
      "\(error)".contains("'all' is no arm of 'sharing' where bond is 2")
        && !"\(error)".contains("where bond is 4")
    }
  }

  @Test("several axes pair arms together")
  func pairs() throws {
    let sweep = """
        sharing: [all, mpo]
        bond: [4, full]
        seed: [1, 2]
      """
    #expect(try Self.inputs(sweep, pair: "[seed, bond]")["verdict"]?.count == 8)
    #expect { try Self.inputs(sweep, pair: "[seed, sharing]") } throws: { error in
      "\(error)".contains("arms can't be paired along 'sharing'")
    }
  }
}
