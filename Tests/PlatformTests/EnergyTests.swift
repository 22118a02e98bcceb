import Foundation
import TestSupport
import Testing

@testable import Platform

/// A folder like the system's, with counters that say what a test wants.
private struct Powercap {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func write(_ zone: String, name: String = "package-0", energy: String, limit: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder.file(zone), withIntermediateDirectories: true)
    _ = try folder.write("\(name)\n".utf8, to: "\(zone)/name")
    _ = try folder.write("\(energy)\n".utf8, to: "\(zone)/energy_uj")
    _ = try folder.write("\(limit)\n".utf8, to: "\(zone)/max_energy_range_uj")
  }

  var counters: EnergyCounters { EnergyCounters(root: folder.path) }
}

@Suite("energy of the machine")
struct EnergyTests {
  @Test("is the sum over packages, without their parts, platforms and other interfaces")
  func packages() throws {
    let powercap = try Powercap()
    try powercap.write("intel-rapl:0", energy: "1000", limit: "5000")
    try powercap.write("intel-rapl:1", name: "package-1-die-0", energy: "7", limit: "9")
    try powercap.write("intel-rapl:0:0", name: "core", energy: "400", limit: "5000")
    try powercap.write("intel-rapl:2", name: "psys", energy: "9000", limit: "99999")
    try powercap.write("intel-rapl-mmio:0", energy: "1000", limit: "5000")
    try powercap.write("dtpm", energy: "1", limit: "2")
    #expect(
      powercap.counters.read() == [
        EnergyCounters.Reading(microjoules: 1000, limit: 5000),
        EnergyCounters.Reading(microjoules: 7, limit: 9),
      ])
    let measured = try EnergyMeter.during(powercap.counters) {
      try powercap.write("intel-rapl:0", energy: "3500", limit: "5000")
      // This one has begun anew: 2 up to its limit, and 3 from zero on.
      try powercap.write("intel-rapl:1", name: "package-1-die-0", energy: "3", limit: "9")
      return "done"
    }
    #expect(measured.output == "done" && measured.joules == 2505e-6)
  }

  @Test("a counter that begins anew again and again is followed from reading to reading")
  func wrapping() {
    func reading(_ value: UInt64) -> [EnergyCounters.Reading] {
      [EnergyCounters.Reading(microjoules: value, limit: 262_143_328_850)]
    }
    var counted = CountedEnergy(from: reading(200_000_000_000))
    for value: UInt64 in [100_000_000_000, 50_000_000_000, 60_000_000_000] {
      counted.add(reading(value))
    }
    let rounds = 2 * 262_143.328850 + 60_000 - 200_000
    #expect(abs((counted.joules ?? 0) - rounds) < 1e-6)
    counted.add(nil)
    counted.add(reading(70_000_000_000))
    #expect(counted.joules == nil)
  }

  @Test(
    "nothing is said where a counter is missing or says nonsense",
    arguments: [
      ("", "5000"), ("12 uJ", "5000"), ("-1", "5000"), ("0x10", "5000"), ("1e3", "5000"),
      ("99999999999999999999999", "5000"), ("6000", "5000"), ("1000", ""), ("1000", "many"),
      ("1000\n1000", "5000"), ("NaN", "5000"), ("\u{FFFD}", "5000"),
    ])
  func nonsense(energy: String, limit: String) throws {
    let powercap = try Powercap()
    #expect(powercap.counters.read() == nil)
    try powercap.write("intel-rapl:0", energy: "1000", limit: "5000")
    try powercap.write("intel-rapl:1", name: "package-1", energy: energy, limit: limit)
    #expect(powercap.counters.read() == nil)
    let measured = EnergyMeter.during(powercap.counters) { 5 }
    #expect(measured.output == 5 && measured.joules == nil)
  }

  @Test("nothing is said where a counter can't be read before the work or after it")
  func unreadable() throws {
    let powercap = try Powercap()
    #expect(
      EnergyMeter.during(EnergyCounters(root: powercap.folder.file("no"))) { 1 }.joules == nil)
    try powercap.write("intel-rapl:0", energy: "1000", limit: "5000")
    let file = powercap.folder.file("intel-rapl:0/energy_uj")
    let counters = powercap.counters
    let measured = try EnergyMeter.during(counters) {
      try FileManager.default.removeItem(atPath: file)
    }
    #expect(measured.joules == nil)
    // A folder in the place of a file can't be read by anyone, root included.
    try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
    #expect(counters.read() == nil)
    struct Failure: Error {}
    #expect(throws: Failure.self) { try EnergyMeter.during(counters) { throw Failure() } }
  }
}
