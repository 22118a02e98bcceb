internal import Dispatch
internal import Synchronization

/// Keeps pages as they were made, and makes each anew when it has changed and is asked for again.
///
/// However many ask for a page, it is made once for a change, and so seldom that making it takes a
/// small share of the time.
final class PageCache<Content: WebContent>: Sendable {
  private struct Entry {
    let page: ReadyPage
    let mark: String
    /// When the page needn't be looked at before.
    var fresh: ContinuousClock.Instant
    var used: ContinuousClock.Instant
  }

  private struct State {
    var entries: [Content.Page: Entry] = [:]
    /// Those who wait for a page that is being made.
    var waiting: [Content.Page: [CheckedContinuation<ReadyPage, Never>]] = [:]
    var madeCount = 0
  }

  private let content: Content
  private let limits: ServingLimits
  private let state = Mutex(State())
  private let light = DispatchQueue(label: "serving.pages")
  private let heavy = DispatchQueue(label: "serving.pages.heavy")

  init(_ content: Content, _ limits: ServingLimits) {
    (self.content, self.limits) = (content, limits)
  }

  /// How often a page was made so far.
  var madeCount: Int { state.withLock { $0.madeCount } }

  /// Returns a page, which is at most as old as ``ServingLimits`` says.
  func page(_ page: Content.Page) async -> ReadyPage {
    if let kept = kept(page) { return kept }
    return await withCheckedContinuation { continuation in
      let isFirst = state.withLock { state in
        state.waiting[page, default: []].append(continuation)
        return state.waiting[page]?.count == 1
      }
      if isFirst { (content.isHeavy(page) ? heavy : light).async { self.renew(page) } }
    }
  }

  /// Whether a page would be made anew if it were asked for now, as far as `mark` shows.
  func isOutdated(_ page: Content.Page, mark: String) -> Bool {
    state.withLock { state in
      guard let entry = state.entries[page] else { return true }
      return entry.mark != mark && entry.fresh <= .now
    }
  }

  private func kept(_ page: Content.Page) -> ReadyPage? {
    state.withLock { state in
      let now = ContinuousClock.now
      guard let entry = state.entries[page], entry.fresh > now else { return nil }
      state.entries[page]?.used = now
      return entry.page
    }
  }

  /// Makes a page where it has changed, and gives it to all who wait for it.
  private func renew(_ page: Content.Page) {
    let start = ContinuousClock.now
    let mark = content.mark(of: page)
    let known = state.withLock { $0.entries[page].flatMap { $0.mark == mark ? $0.page : nil } }
    let made = known ?? ReadyPage(content.make(page))
    let end = ContinuousClock.now
    let rest = known == nil ? limits.rest(after: end - start) : limits.shortestRest
    let waiting = state.withLock { state in
      if known == nil { state.madeCount += 1 }
      state.entries[page] = Entry(page: made, mark: mark, fresh: end + rest, used: end)
      Self.clear(&state.entries, limits)
      return state.waiting.removeValue(forKey: page) ?? []
    }
    for continuation in waiting { continuation.resume(returning: made) }
  }

  /// Drops the pages that were not asked for longest, until the rest are within the limits.
  private static func clear(_ entries: inout [Content.Page: Entry], _ limits: ServingLimits) {
    var bytes = entries.values.reduce(0) { $0 + $1.page.size }
    while entries.count > limits.pages || (bytes > limits.pageBytes && entries.count > 1) {
      guard let oldest = entries.min(by: { $0.value.used < $1.value.used }) else { return }
      entries[oldest.key] = nil
      bytes -= oldest.value.page.size
    }
  }
}
