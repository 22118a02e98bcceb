import Foundation
import Pipeline
import Spec
import Stages
import TestSupport
import Testing
import YAML

/// The specs that are damaged: all experiments, all broken specs, and one with every form of axis.
private enum Originals {
  static let all: [(path: String, bytes: [UInt8])] = {
    let folders = ["Experiments", "Tests/StagesTests/Golden/broken"]
    let files = folders.flatMap { folder -> [String] in
      let names = FileManager.default.enumerator(atPath: "\(repository)/\(folder)")?.allObjects
      return (names ?? []).compactMap { $0 as? String }.filter { $0.hasSuffix(".yaml") }.sorted()
        .map { "\(repository)/\(folder)/\($0)" }
    }
    return files.compactMap { path in
      FileManager.default.contents(atPath: path).map { (path, [UInt8]($0)) }
    } + [("\(repository)/Experiments/axes.yaml", Array(axes.utf8))]
  }()

  private static let axes = """
    experiment: axes
    vars: {most: 4, common: &common {batch_size: 8}, rates: [1e-4, 1e-2, 3]}
    sweep:
      sharing: [all, mpo]
      rank: {values: [0, 2], when: {sharing: [mpo], shape: 2-16}, otherwise: 0}
      shape: {zip: {layers: [1, 2], hidden: {range: [8, 16, 8]}}}
      learning_rate: {log-range: "${rates}"}
      seed: {random: {from: 1, to: 99, count: 3, seed: 1, whole: true}}
      steps: {range: [2, "${most}", 2], when: {rank: 0}, otherwise: 2}
      include: [{sharing: all, seed: 7}, {steps: [8, 9], seed: [7, 8]}]
      except: [{sharing: mpo, seed: 7}, {learning_rate: 0.01, rank: [0, 2]}]
    search: {trials: [rate, shape], rungs: steps, measure: score.loss, goal: min, keep: 2}
    stages:
      text: {kind: load, dataset: wordnet-glosses, resources: {threads: 1, memory: 1 GiB}}
      fresh:
        kind: initialize
        data: text
        sharing: all
        encoder: {layers: "${shape.layers}", hidden: "${shape.hidden}", heads: 2}
        seed: "${seed}"
      tuned:
        <<: *common
        kind: train
        model: fresh
        data: text
        steps: "${steps}"
        learning_rate: "${rate}"
        timeout: 2 h
      score: {kind: evaluate, model: tuned, data: text}
      verdict: {kind: ablate, over: seed, baseline: 7, measure: score.loss}
    tables:
      main: {rows: [sharing, shape], columns: [parameters, score.loss], over: seed}

    """
}

/// The outcomes of damaged specs, and the faults among them.
private struct Outcomes: CustomStringConvertible {
  var cases = 0
  var sound = 0
  var slowest = (seconds: 0.0, seed: UInt64(0))
  var faults: [String] = []

  var description: String {
    "\(cases) cases, \(sound) of them sound; the slowest took "
      + "\(Int(slowest.seconds * 1000)) ms (seed \(slowest.seed))"
  }

  /// Reads the damaged spec of a seed, as the command `validate` does.
  mutating func run(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed ^ 0x5EED)
    // Half of them from the one that has everything.
    let index =
      Bool.random(using: &numbers)
      ? Originals.all.count - 1 : Int.random(in: Originals.all.indices, using: &numbers)
    let other = Int.random(in: Originals.all.indices, using: &numbers)
    let (path, original) = Originals.all[index]
    var mutation = SpecMutation(seed: seed)
    let bytes = mutation.apply(to: original, other: Originals.all[other].bytes)
    let overrides = Self.overrides(&mutation, &numbers)
    let start = ContinuousClock.now
    do throws(SpecErrors) {
      check(try plan(bytes, file: path, overrides: overrides), seed)
    } catch {
      check(error, bytes, path, seed)
    }
    let duration = start.duration(to: .now)
    let seconds = duration / .seconds(1)
    if seconds > slowest.seconds { slowest = (seconds, seed) }
    cases += 1
  }

  /// Makes an argument of the command line now and then, damaged as well.
  private static func overrides(
    _ mutation: inout SpecMutation, _ numbers: inout SeededNumbers
  ) -> [String] {
    guard Int.random(in: 0..<8, using: &numbers) == 0 else { return [] }
    let names = ["seed", "sharing", "rank", "shape", "rate", "steps", "most", "arm"]
    let name = names[Int.random(in: names.indices, using: &numbers)]
    let argument = Array("\(name)=[1, 0.1, mpo, {range: [1, 9, 2]}]".utf8)
    let damaged = mutation.apply(to: argument, other: [])
    return [String(decoding: damaged, as: UTF8.self)]
  }

  private mutating func check(_ plan: Plan, _ seed: UInt64) {
    sound += 1
    var known: Set<StageID> = []
    for stage in plan.stages {
      if !stage.groups.allSatisfy({ $0.members.allSatisfy { known.contains($0.stage) } }) {
        faults.append("seed \(seed): \(stage.id) stands before what it reads")
      }
      if !known.insert(stage.id).inserted { faults.append("seed \(seed): \(stage.id) twice") }
    }
  }

  private mutating func check(
    _ errors: SpecErrors, _ bytes: [UInt8], _ path: String, _ seed: UInt64
  ) {
    if errors.errors.isEmpty { faults.append("seed \(seed): refused without a reason") }
    // libyaml counts other line breaks too.
    let breaks = String(decoding: bytes, as: UTF8.self).unicodeScalars
      .count { "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) }
    for error in errors.errors where error.mark.file == path {
      if error.mark.line < 1 || error.mark.line > breaks + 2 || error.problem.isEmpty {
        faults.append("seed \(seed): a location that isn't in the file: \(error)")
      }
    }
  }
}

@Suite("damaged specs")
struct SpecMutationTests {
  private static let environment = ProcessInfo.processInfo.environment
  /// Seconds of a long test, from `BONDLAB_FUZZ_SECONDS`; `BONDLAB_FUZZ_SEED` sets the first seed.
  private static let seconds = environment["BONDLAB_FUZZ_SECONDS"].flatMap { Double($0) }
  private static let first = environment["BONDLAB_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
  private static let cases: UInt64 = 4_000

  @Test("are planned or refused, with locations that are in them")
  func damage() {
    #expect(Originals.all.count > 100)
    var outcomes = Outcomes()
    let start = ContinuousClock.now
    var seed = Self.first
    while Self.seconds.map({ start.duration(to: .now) < .seconds($0) })
      ?? (seed - Self.first < Self.cases)
    {
      outcomes.run(seed: seed)
      seed += 1
    }
    #expect(outcomes.faults.isEmpty, "\(outcomes.faults.prefix(20).joined(separator: "\n"))")
    #expect(outcomes.sound > 0 && outcomes.sound < outcomes.cases)
    if Self.seconds != nil {
      // A release build has a tenth of this for the largest that is read at all.
      #expect(outcomes.slowest.seconds < 10, "seed \(outcomes.slowest.seed) hangs")
      print("seeds from \(Self.first): \(outcomes); at most \(PeakMemory.bytes >> 20) MiB")
    }
  }
}
