internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1
internal import Synchronization

/// The number of open connections of a server.
final class ConnectionCount: Sendable {
  private let count = Mutex(0)

  /// Counts a connection that was opened.
  ///
  /// - Returns: How many there are with it.
  func open() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }

  func close() { count.withLock { $0 -= 1 } }
}

/// Watches over one connection: it may not be open for nothing, nor take its time, nor be one too
/// many; and it ends with a response that says so.
///
/// Guard: NIO calls it on the thread of the connection's event loop alone.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limits: ServingLimits
  private let count: ConnectionCount
  private var isCounted = false
  private var isSuperfluous = false
  /// Whether the response that is being written is the last one.
  private var isLast = false
  private var isClosing = false
  /// Whether a stream of events is being written. Its reader sends nothing more, so only the end
  /// of the other side shows that the reader has left.
  private var isStream = false
  /// Number of requests that came in and are not answered yet.
  private var open = 0
  private var deadline: Scheduled<Void>?

  init(_ limits: ServingLimits, _ count: ConnectionCount) {
    (self.limits, self.count) = (limits, count)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    isCounted = true
    isSuperfluous = count.open() > limits.connections
    close(context, after: limits.requestTime)
    let pipeline = context.pipeline.syncOperations
    guard let translation = try? pipeline.context(handlerType: HTTP1ToHTTPServerCodec.self).handler,
      (try? pipeline.addHandler(TargetCheck(), position: .before(translation))) != nil
    else { return context.close(promise: nil) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    uncount()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { uncount() }

  private func uncount() {
    rest()
    if isCounted { count.close() }
    isCounted = false
  }

  func read(context: ChannelHandlerContext) { if !isClosing { context.read() } }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // What comes after the last response is read by nobody.
    if isClosing { return }
    switch unwrapInboundIn(data) {
    case .head where isSuperfluous:
      let response = Response.refusal(.serviceUnavailable)
      write(context: context, data: NIOAny(HTTPResponsePart.head(response.head)), promise: nil)
      write(context: context, data: NIOAny(HTTPResponsePart.end(nil)), promise: nil)
      return
    case .end:
      open += 1
      rest()
    case .head, .body: break
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head):
      if head.headerFields[.connection] == "close" { isLast = true }
      isStream = head.headerFields[.contentType] == ReadyPage.streamType
      context.write(data, promise: promise)
    case .body: context.write(data, promise: promise)
    case .end where isLast:
      isClosing = true
      context.writeAndFlush(data, promise: promise)
      // The other side is given a moment to read the response before the connection is reset.
      context.close(mode: .output, promise: nil)
      close(context, after: .seconds(1))
    case .end:
      context.write(data, promise: promise)
      open -= 1
      // Where the response isn't taken in, the time for that is running already.
      if open == 0, context.channel.isWritable { close(context, after: limits.requestTime) }
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // A browser that has left closes its side, and nothing is written that would show it.
    if isStream, open > 0, let event = event as? ChannelEvent, event == .inputClosed {
      context.close(promise: nil)
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if !context.channel.isWritable {
      if !isClosing { closeUnlessTaken(context, pending: nil) }
    } else if !isClosing {
      if open > 0 { rest() } else { close(context, after: limits.requestTime) }
    }
    context.fireChannelWritabilityChanged()
  }

  /// Closes the connection unless the other side takes in some of what is pending, again and again.
  private func closeUnlessTaken(_ context: ChannelHandlerContext, pending: Int?) {
    let channel = context.channel
    let now = (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    if let pending, now >= pending { return channel.close(promise: nil) }
    deadline?.cancel()
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    deadline = context.eventLoop.scheduleTask(in: TimeAmount(limits.stallTime)) {
      let (handler, context) = bound.value
      handler.closeUnlessTaken(context, pending: now)
    }
  }

  /// Gives the connection all the time it takes.
  private func rest() {
    deadline?.cancel()
    deadline = nil
  }

  /// Closes the connection after a time, unless something happens before.
  private func close(_ context: ChannelHandlerContext, after time: Duration) {
    deadline?.cancel()
    let channel = context.channel
    deadline = context.eventLoop.scheduleTask(in: TimeAmount(time)) {
      channel.close(promise: nil)
    }
  }
}
