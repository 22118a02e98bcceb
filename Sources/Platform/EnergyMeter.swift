internal import Dispatch
internal import Synchronization

/// Adds up the energy that the machine's processors take while something is done.
///
/// A counter begins anew after some 260 kJ, which a large machine takes in a quarter of an hour, so
/// it is read once a minute in between.
package final class EnergyMeter: Sendable {
  private static let interval = DispatchTimeInterval.seconds(60)

  private let counters: EnergyCounters
  private let counted: Mutex<CountedEnergy>

  /// Begins to count; nil where there is nothing to count by.
  private init?(_ counters: EnergyCounters) {
    guard let first = counters.read() else { return nil }
    self.counters = counters
    counted = Mutex(CountedEnergy(from: first))
  }

  private func look() { counted.withLock { $0.add(counters.read()) } }

  /// Does some work and counts what the whole machine takes meanwhile.
  ///
  /// - Returns: What the work gives, and the energy in joules; nil where it isn't known.
  package static func during<Output>(
    _ counters: EnergyCounters, _ work: () throws -> Output
  ) rethrows -> (output: Output, joules: Double?) {
    guard let meter = EnergyMeter(counters) else { return (try work(), nil) }
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "energy"))
    timer.schedule(deadline: .now() + interval, repeating: interval)
    timer.setEventHandler { meter.look() }
    timer.resume()
    defer { timer.cancel() }
    let output = try work()
    meter.look()
    return (output, meter.counted.withLock { $0.joules })
  }
}
