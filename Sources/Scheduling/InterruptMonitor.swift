internal import Dispatch
internal import Glibc

/// Calls a closure whenever the process is asked to end (SIGINT, SIGTERM), in place of ending.
package final class InterruptMonitor {
  private let sources: [any DispatchSourceSignal]

  package init(_ body: @escaping @Sendable () -> Void) {
    let queue = DispatchQueue(label: "interrupts")
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler(handler: body)
      source.resume()
      return source
    }
  }
}
