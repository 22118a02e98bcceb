internal import Dispatch
internal import Hummingbird
internal import Synchronization

/// Tells all who watch a page what is new: one look for each page, however many they are, and less
/// often where they are very many.
final class EventHub<Content: WebContent>: Sendable {
  private struct Topic {
    var listeners: [Int: AsyncStream<ByteBuffer>.Continuation] = [:]
    /// The mark of what was sent last.
    var mark: String?
    /// The last event of each name.
    var sent: [String: WebEvent] = [:]
    var spoken = ContinuousClock.now
  }

  private struct State {
    var topics: [Content.Page: Topic] = [:]
    var count = 0
    var next = 0
    var isTicking = false
  }

  private let content: Content
  private let cache: PageCache<Content>
  private let limits: ServingLimits
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "serving.events")

  init(_ content: Content, _ cache: PageCache<Content>, _ limits: ServingLimits) {
    (self.content, self.cache, self.limits) = (content, cache, limits)
  }

  /// Begins a stream of a page's events, the last ones first; nil where there are too many streams.
  func stream(of page: Content.Page) -> (number: Int, events: AsyncStream<ByteBuffer>)? {
    let (stream, continuation) = AsyncStream<ByteBuffer>.makeStream(
      bufferingPolicy: .bufferingNewest(16))
    let (number, isFirst) = state.withLock { state -> (Int?, Bool) in
      guard state.count < limits.streams else { return (nil, false) }
      state.count += 1
      state.next += 1
      var topic = state.topics[page] ?? Topic()
      topic.listeners[state.next] = continuation
      let sent = topic.sent.values.sorted { $0.name < $1.name }
      continuation.yield(Self.encoded(sent, opening: "retry: 2000\n\n"))
      state.topics[page] = topic
      let isFirst = !state.isTicking
      state.isTicking = true
      return (state.next, isFirst)
    }
    if isFirst { tick() }
    return number.map { ($0, stream) }
  }

  /// Ends a stream.
  func end(_ number: Int, of page: Content.Page) {
    state.withLock { state in
      guard let listener = state.topics[page]?.listeners.removeValue(forKey: number) else { return }
      listener.finish()
      state.count -= 1
      if state.topics[page]?.listeners.isEmpty == true { state.topics[page] = nil }
    }
  }

  /// Looks at all pages that are watched, again and again as long as there are any.
  private func tick() {
    queue.async { [self] in
      for page in state.withLock({ Array($0.topics.keys) }) { look(at: page) }
      let (goesOn, count) = state.withLock { state in
        state.isTicking = !state.topics.isEmpty
        return (state.isTicking, state.count)
      }
      let wait = limits.rest(ofStreams: count) / .nanoseconds(1)
      if goesOn { queue.asyncAfter(deadline: .now() + .nanoseconds(Int(wait))) { self.tick() } }
    }
  }

  /// Tells those who watch a page what has changed since the last look.
  private func look(at page: Content.Page) {
    let mark = content.mark(of: page)
    let isNew = state.withLock { $0.topics[page]?.mark != mark }
    var events = isNew ? content.events(of: page) : []
    for (event, companion) in content.companions(of: page) {
      let mark = content.mark(of: companion)
      if cache.isOutdated(companion, mark: mark) { events.append(WebEvent(event, mark)) }
    }
    state.withLock { state in
      guard var topic = state.topics[page] else { return }
      topic.mark = mark
      let news = events.filter { topic.sent.updateValue($0, forKey: $0.name) != $0 }
      if !news.isEmpty || topic.spoken.duration(to: .now) >= limits.heartbeat {
        let bytes = Self.encoded(news, opening: news.isEmpty ? ":\n\n" : "")
        for listener in topic.listeners.values { listener.yield(bytes) }
        topic.spoken = .now
      }
      state.topics[page] = topic
    }
  }

  private static func encoded(_ events: [WebEvent], opening: String) -> ByteBuffer {
    ByteBuffer(
      string: opening
        + events.map { event in
          let lines = event.text.split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
          return "event: \(event.name)\n" + lines.map { "data: \($0)\n" }.joined() + "\n"
        }.joined())
  }
}
