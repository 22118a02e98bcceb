internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle
internal import Synchronization

/// Answers requests with the pages and streams of a content.
struct PageResponder<Content: WebContent>: HTTPResponder {
  typealias Context = ConnectionContext

  let content: Content
  let cache: PageCache<Content>
  let hub: EventHub<Content>
  let check: LateCheck

  func respond(to request: Request, context: ConnectionContext) async throws -> Response {
    guard let check = check.value else { return .refusal(.serviceUnavailable) }
    if let status = check.refusal(of: request.head) { return .refusal(status) }
    guard let address = WebAddress(request.head.path ?? ""),
      let target = content.target(of: address)
    else { return ReadyPage.absent.response(request.method) }
    switch target {
    case .fixed(let page): return ReadyPage(page).response(request.method)
    case .page(let page): return await cache.page(page).response(request.method)
    case .events(let page): return events(of: page, request.method, context.channel)
    }
  }

  private func events(
    of page: Content.Page, _ method: HTTPRequest.Method, _ channel: any Channel
  ) -> Response {
    let fields = ReadyPage.fields(type: ReadyPage.streamType)
    if method == .head { return Response(status: .ok, headers: fields) }
    guard let (number, events) = hub.stream(of: page) else { return .refusal(.serviceUnavailable) }
    channel.closeFuture.whenComplete { [hub] _ in hub.end(number, of: page) }
    let body = ResponseBody { [hub] writer in
      defer { hub.end(number, of: page) }
      try await withGracefulShutdownHandler {
        for await bytes in events { try await writer.write(bytes) }
      } onGracefulShutdown: {
        hub.end(number, of: page)
      }
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: fields, body: body)
  }
}

/// The connection that a request came over.
struct ConnectionContext: InitializableFromSource {
  let channel: any Channel

  init(source: ApplicationRequestContextSource) { channel = source.channel }
}

extension ReadyPage {
  /// The page for an address that leads nowhere.
  static let absent = ReadyPage(
    WebPage("404 Not Found\n", type: "text/plain; charset=utf-8", isFound: false))
}

/// The check of requests, which is known as soon as the server has its port.
final class LateCheck: Sendable {
  private let check = Mutex<RequestCheck?>(nil)

  var value: RequestCheck? {
    get { check.withLock { $0 } }
    set { check.withLock { $0 = newValue } }
  }
}
