internal import Dispatch
internal import Glibc

/// Calls a closure whenever the process is asked to end (SIGINT, SIGTERM, or SIGHUP when its
/// terminal goes away), in place of ending.
package final class InterruptMonitor {
  private let sources: [any DispatchSourceSignal]

  package init(_ body: @escaping @Sendable () -> Void) {
    let queue = DispatchQueue(label: "interrupts")
    sources = [SIGINT, SIGTERM, SIGHUP].compactMap { number in
      // Whoever has it ignored, as `nohup` does, wants the run to go on.
      let before = signal(number, SIG_IGN)
      if number == SIGHUP && unsafeBitCast(before, to: Int.self) == 1 { return nil }
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler(handler: body)
      source.resume()
      return source
    }
  }
}
