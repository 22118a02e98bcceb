internal import Dispatch
internal import Glibc
internal import Platform

/// Calls a closure, instead of ending, whenever the process is asked to end (SIGINT, SIGTERM, or
/// SIGHUP when its terminal goes away).
package final class InterruptMonitor {
  private let sources: [any DispatchSourceSignal]

  package init(_ body: @escaping @Sendable () -> Void) {
    let queue = DispatchQueue(label: "interrupts")
    sources = [SIGINT, SIGTERM, SIGHUP].compactMap { number in
      // Whoever has it ignored, as `nohup` does, wants the run to go on.
      let wasIgnored = Signals.ignore(number)
      if number == SIGHUP && wasIgnored { return nil }
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler(handler: body)
      source.resume()
      return source
    }
  }
}
