import Serving
import Synchronization

/// A content of a few pages whose text a test sets, and which counts what is asked of it.
final class PlainContent: WebContent {
  struct State {
    var text = "first"
    var mark = 0
    var made: [String: Int] = [:]
    var sent = 0
    var looked = 0
    /// What making a page waits for, in seconds.
    var delay = 0.0
  }

  let state = Mutex(State())

  func set(_ text: String) {
    state.withLock { state in
      state.text = text
      state.mark += 1
    }
  }

  func made(_ page: String) -> Int { state.withLock { $0.made[page] ?? 0 } }

  func target(of address: WebAddress) -> WebTarget<String>? {
    switch address.path {
    case []: .page("home")
    case ["large"]: .page("large")
    case ["with-query"] where address.query["a"] != nil: .page("query \(address.query["a"] ?? "")")
    case ["events"]: .events("home")
    case ["style.css"]: .fixed(WebPage("p {}", type: "text/css"))
    case ["gone"]: .page("gone")
    default: nil
    }
  }

  func mark(of page: String) -> String {
    state.withLock { state in
      state.looked += 1
      return "\(state.mark)"
    }
  }

  func make(_ page: String) -> WebPage {
    let text = state.withLock { state in
      state.made[page, default: 0] += 1
      return state.text
    }
    switch page {
    case "large": return WebPage(String(repeating: "x", count: 32 << 20), type: "text/plain")
    case "gone": return WebPage("gone", type: "text/plain", isFound: false)
    default: return WebPage("\(page): \(text)", type: "text/plain", policy: "default-src 'self'")
    }
  }

  func isHeavy(_ page: String) -> Bool { page == "large" }

  func events(of page: String) -> [WebEvent] {
    state.withLock { state in
      state.sent += 1
      return [WebEvent("text", state.text)]
    }
  }

  func companions(of page: String) -> [(event: String, page: String)] { [] }
}
