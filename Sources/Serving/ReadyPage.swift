internal import HTTPTypes
internal import Hummingbird

/// A page as it is written for every request: its bytes and all fields of the response.
struct ReadyPage: Sendable {
  /// The media type of streams of events.
  static let streamType = "text/event-stream"

  let status: HTTPResponse.Status
  let fields: HTTPFields
  let body: ByteBuffer
  /// The number of its bytes.
  let size: Int

  init(_ page: WebPage) {
    status = page.isFound ? .ok : .notFound
    var fields = Self.fields(type: page.type, policy: page.policy)
    fields[.contentLength] = "\(page.bytes.count)"
    self.fields = fields
    body = ByteBuffer(bytes: page.bytes)
    size = page.bytes.count
  }

  /// Returns the response, without the bytes where only the head was asked for.
  func response(_ method: HTTPRequest.Method) -> Response {
    method == .head
      ? Response(status: status, headers: fields)
      : Response(status: status, headers: fields, body: ResponseBody(byteBuffer: body))
  }

  /// Returns the fields that every response has.
  ///
  /// Pages of other origins may not read it, and nothing on the way keeps it.
  static func fields(type: String, policy: String = WebPolicy.nothing) -> HTTPFields {
    var fields: HTTPFields = [
      .contentType: type, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
      .contentSecurityPolicy: policy, .crossOriginResourcePolicy: "same-origin",
    ]
    for (name, value) in others { fields[name] = value }
    return fields
  }

  private static let others = [
    ("Cross-Origin-Opener-Policy", "same-origin"), ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "SAMEORIGIN"),
  ].compactMap { name, value in HTTPField.Name(name).map { ($0, value) } }
}

extension Response {
  /// Creates the response to a request that isn't answered; the connection ends with it.
  static func refusal(_ status: HTTPResponse.Status) -> Response {
    var fields = ReadyPage.fields(type: "text/plain; charset=utf-8")
    fields[.connection] = "close"
    if status == .methodNotAllowed { fields[.allow] = "GET, HEAD" }
    return Response(
      status: status, headers: fields,
      body: ResponseBody(byteBuffer: ByteBuffer(string: "\(status.code) \(status.reasonPhrase)\n")))
  }
}
