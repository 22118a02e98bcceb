/// What a server shows: pages by their addresses, and what is new about those that are watched.
///
/// It has no files: an address leads to what ``target(of:)`` knows, and to nothing else.
package protocol WebContent: Sendable {
  /// A page that can be made.
  associatedtype Page: Hashable & Sendable

  /// Finds what an address leads to; nil where it leads nowhere. It must not wait for anything.
  func target(of address: WebAddress) -> WebTarget<Page>?

  /// Returns a text that differs as soon as a page would be another if it were made anew; it is
  /// cheap, as it is asked for once a second.
  func mark(of page: Page) -> String

  /// Makes a page.
  func make(_ page: Page) -> WebPage

  /// Whether making a page may take long, so that others must not wait for it.
  func isHeavy(_ page: Page) -> Bool

  /// Returns what is sent to those who watch a page, each by the name of an event.
  func events(of page: Page) -> [WebEvent]

  /// Returns the pages whose changes are reported to those who watch a page, by the names of
  /// events.
  func companions(of page: Page) -> [(event: String, page: Page)]
}

/// What an address leads to.
package enum WebTarget<Page: Sendable>: Sendable {
  /// A page that is made and kept until it changes.
  case page(Page)
  /// The stream of events of a page.
  case events(Page)
  /// Bytes that never change.
  case fixed(WebPage)
}

/// The bytes of a page, and how a browser is to treat them.
package struct WebPage: Sendable {
  package let isFound: Bool
  package let type: String
  /// The page's Content-Security-Policy.
  package let policy: String
  package let bytes: [UInt8]

  /// Creates a page.
  ///
  /// - Parameters:
  ///   - type: Its media type, such as `text/html; charset=utf-8`.
  ///   - policy: Its Content-Security-Policy; nothing is allowed where none is given.
  ///   - isFound: False for a page that says that there is none.
  package init(_ text: String, type: String, policy: String = "", isFound: Bool = true) {
    (self.type, self.isFound, bytes) = (type, isFound, Array(text.utf8))
    self.policy = policy.isEmpty ? WebPolicy.nothing : policy
  }
}

/// Policies for what pages may load.
package enum WebPolicy {
  /// The beginning of each policy: nothing is loaded, sent or framed that isn't named after it.
  package static let base = "default-src 'none'; base-uri 'none'; frame-ancestors 'self'"
  package static let nothing = "\(base); form-action 'none'"
}

/// Something that is sent to those who watch a page.
package struct WebEvent: Equatable, Sendable {
  package let name: String
  package let text: String

  package init(_ name: String, _ text: String) { (self.name, self.text) = (name, text) }
}
