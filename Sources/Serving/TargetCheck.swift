internal import NIOCore
internal import NIOHTTP1

/// Marks requests for anything but a path.
///
/// What translates requests takes the path out of an address that is written out, such as
/// `http://host/path`, so that its host would never be seen.
final class TargetCheck: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(var head) = unwrapInboundIn(data), head.uri.utf8.first != UInt8(ascii: "/")
    else { return context.fireChannelRead(data) }
    head.uri = "*"
    context.fireChannelRead(wrapInboundOut(.head(head)))
  }
}
