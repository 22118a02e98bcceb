/// The energy counters of the machine's processor packages (RAPL), as Linux shows them.
///
/// They count what the whole machine takes, whoever works on it. Most systems let no one but root
/// read them, and virtual machines have none.
package struct EnergyCounters: Sendable {
  /// The folder in which Linux shows them.
  package static let folder = "/sys/class/powercap"

  /// What a package's counter says.
  struct Reading: Hashable, Sendable {
    let microjoules: UInt64
    /// The value after which the counter begins at zero again.
    let limit: UInt64
  }

  /// The packages' folders; the parts of a package, which its counter includes, are none of them.
  private let packages: [String]

  /// Finds the counters.
  ///
  /// - Parameter root: A folder like ``folder``.
  package init(root: String = EnergyCounters.folder) {
    packages = FileSystem.names(in: root).filter { name in
      name.hasPrefix("intel-rapl:") && name.count { $0 == ":" } == 1
        && FileSystem.text("\(root)/\(name)/name")?.hasPrefix("package-") == true
    }.map { "\(root)/\($0)" }
  }

  /// Reads all counters; nil where there are none, or one can't be read or says nonsense.
  func read() -> [Reading]? {
    var readings: [Reading] = []
    for package in packages {
      guard let energy = Self.number("\(package)/energy_uj"),
        let limit = Self.number("\(package)/max_energy_range_uj"), energy <= limit
      else { return nil }
      readings.append(Reading(microjoules: energy, limit: limit))
    }
    return readings.isEmpty ? nil : readings
  }

  private static func number(_ file: String) -> UInt64? {
    guard let text = FileSystem.text(file) else { return nil }
    return UInt64(text.hasSuffix("\n") ? text.dropLast() : text[...])
  }
}

/// The energy that was counted since a first reading, as far as readings are known.
struct CountedEnergy: Sendable {
  private var last: [EnergyCounters.Reading]
  private var microjoules = 0.0
  private var isKnown = true

  init(from first: [EnergyCounters.Reading]) { last = first }

  /// The energy in joules; nil where a reading was missing.
  var joules: Double? { isKnown ? microjoules / 1e6 : nil }

  /// Adds what was counted since the last reading; a counter that is behind has begun anew once.
  mutating func add(_ readings: [EnergyCounters.Reading]?) {
    guard isKnown, let readings, readings.count == last.count,
      zip(readings, last).allSatisfy({ $0.limit == $1.limit })
    else {
      isKnown = false
      return
    }
    for (new, old) in zip(readings, last) {
      microjoules +=
        new.microjoules >= old.microjoules
        ? Double(new.microjoules - old.microjoules)
        : Double(old.limit - old.microjoules) + Double(new.microjoules)
    }
    last = readings
  }
}
