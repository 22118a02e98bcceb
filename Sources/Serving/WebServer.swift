internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle
internal import Synchronization

/// A server on the loopback that shows pages, changes nothing and reads no file by its name.
package final class WebServer<Content: WebContent>: Sendable {
  private let content: Content
  private let limits: ServingLimits
  private let cache: PageCache<Content>
  private let services = Mutex<(group: ServiceGroup?, isStopped: Bool)>((nil, false))

  package init(_ content: Content, _ limits: ServingLimits = ServingLimits()) {
    (self.content, self.limits) = (content, limits)
    cache = PageCache(content, limits)
  }

  /// How often a page was made so far.
  package var madeCount: Int { cache.madeCount }

  /// Answers requests until ``stop()`` is called.
  ///
  /// - Parameters:
  ///   - port: The port; 0 for any that is free.
  ///   - report: Gets the port as soon as requests are answered.
  /// - Throws: ``PortError`` where the port can't be had.
  package func run(port: Int, report: @escaping @Sendable (Int) -> Void) async throws {
    let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let executor = LoopExecutor(threads.next())
    let group = service(port: port, on: threads, report: report)
    let isStopped = services.withLock { services in
      services.group = group
      return services.isStopped
    }
    do {
      if !isStopped {
        try await withTaskExecutorPreference(executor) { try await group.run() }
      }
    } catch let error as IOError {
      throw PortError(port: port, isTaken: error.errnoCode == 98)
    }
    try await threads.shutdownGracefully()
  }

  /// Ends the server: streams are closed, and what is being answered is answered.
  package func stop() {
    let group = services.withLock { services in
      services.isStopped = true
      return services.group
    }
    if let group { Task { await group.triggerGracefulShutdown() } }
  }

  private func service(
    port: Int, on threads: MultiThreadedEventLoopGroup, report: @escaping @Sendable (Int) -> Void
  ) -> ServiceGroup {
    let check = LateCheck()
    let responder = PageResponder(
      content: content, cache: cache, hub: EventHub(content, cache, limits), check: check)
    let silent = Logger(label: "bondlab") { _ in SwiftLogNoOpLogHandler() }
    var configuration = ApplicationConfiguration(address: .hostname("127.0.0.1", port: port))
    // Whoever is one too many gets a response that says so, up to a point.
    configuration.availableConnectionsDelegate = .maximum(limits.connections + 64, logger: silent)
    let application = Application(
      responder: responder, server: .http1(configuration: channel()), configuration: configuration,
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? port
        check.value = RequestCheck(port: port)
        report(port)
      }, eventLoopGroupProvider: .shared(threads), logger: silent)
    return ServiceGroup(services: [application], logger: silent)
  }

  private func channel() -> HTTP1Channel.Configuration {
    let (limits, count) = (limits, ConnectionCount())
    return HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionGuard(limits, count)],
      httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
        maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 64))
  }
}

/// A port that a server can't have.
package struct PortError: Error {
  package let port: Int
  /// Whether another program has it.
  package let isTaken: Bool
}
