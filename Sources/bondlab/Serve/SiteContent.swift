internal import FoundationEssentials
internal import Platform
internal import Reporting
internal import Serving
internal import Spec
internal import Storage

/// The pages of a results folder.
struct SiteContent: WebContent {
  private static let style = WebPage(SiteFrame.style, type: "text/css; charset=utf-8")
  private static let script = WebPage(SiteFrame.script, type: "text/javascript; charset=utf-8")
  private static let html = "text/html; charset=utf-8"
  /// What pages of the site may load: the site's style and script, its events, and its reports.
  private static let policy =
    "\(WebPolicy.base); style-src 'self'; script-src 'self'; connect-src 'self'; "
    + "frame-src 'self'; form-action 'self'; img-src data:"
  /// What a report may load: nothing, beside the style and the script that are in it.
  private static let reportPolicy =
    "\(WebPolicy.base); form-action 'none'; "
    + "style-src \(ReportPage.styles.map(digest).joined(separator: " ")); "
    + "script-src \(digest(of: ReportPage.script)); img-src data:"

  private let store: ServedStore
  private let snapshots: RunSnapshots

  init(_ store: ServedStore) {
    self.store = store
    snapshots = RunSnapshots(store)
  }

  func target(of address: WebAddress) -> WebTarget<SitePage>? {
    if address.path == [SiteFrame.stylePath] { return .fixed(Self.style) }
    if address.path == [SiteFrame.scriptPath] { return .fixed(Self.script) }
    if let run = SitePage.events(address) { return .events(run) }
    return SitePage(address).map { .page($0) }
  }

  func mark(of page: SitePage) -> String {
    switch page {
    case .run(let number): snapshots.mark(ofRun: number)
    case .report(let number): snapshots.reportMark(ofRun: number)
    case .runs, .comparison: snapshots.mark
    }
  }

  func isHeavy(_ page: SitePage) -> Bool {
    switch page {
    case .report, .comparison: true
    case .runs, .run: false
    }
  }

  func make(_ page: SitePage) -> WebPage {
    do {
      switch page {
      case .runs: return site(try snapshots.list().page)
      case .run(let number):
        guard let snapshot = try snapshots.snapshot(ofRun: number) else { return absent(number) }
        return site(snapshot.page)
      case .report(let number):
        guard let record = try snapshots.record(ofRun: number) else { return absent(number) }
        return report(of: record)
      case .comparison(let old, let new): return try comparison(old, new)
      }
    } catch {
      return site(SiteFrame.message("This page can't be made", "\(error)"))
    }
  }

  func events(of page: SitePage) -> [WebEvent] {
    guard case .run(let number) = page, let snapshot = try? snapshots.snapshot(ofRun: number) else {
      return []
    }
    let event = WebEvent("run", snapshot.live)
    return snapshot.isRunning ? [event] : [event, WebEvent("end", snapshot.status)]
  }

  func companions(of page: SitePage) -> [(event: String, page: SitePage)] {
    guard case .run(let number) = page else { return [] }
    return [("report", .report(number))]
  }

  private func report(of run: RunRecord) -> WebPage {
    do {
      let stored = StoredMetrics(
        try StoredPlan.plan(of: run), run, try store.current(), command: run.request.command)
      var text = ""
      ReportPage(try ReportContent(stored, mayShow: store.contains).report()).write { text += $0 }
      return WebPage(text, type: Self.html, policy: Self.reportPolicy)
    } catch {
      return site(SiteFrame.message("This report can't be made", "\(error)"))
    }
  }

  private func comparison(_ old: Int, _ new: Int) throws -> WebPage {
    let store = try store.current()
    guard let first = try snapshots.record(ofRun: old) else { return absent(old) }
    guard let second = try snapshots.record(ofRun: new) else { return absent(new) }
    let tables = DifferenceTable(
      first, second, try store.difference(from: old, to: new), hasWholeDigests: false)
    let runs = [first, second].map { (number: $0.summary.id, name: $0.summary.experiment) }
    return site(ComparisonPage(runs, summary: tables.summary, table: tables.table).page)
  }

  private func site(_ text: String) -> WebPage {
    WebPage(text, type: Self.html, policy: Self.policy)
  }

  private func absent(_ run: Int) -> WebPage {
    WebPage(
      SiteFrame.message("Not found", "There is no run \(run)."), type: Self.html,
      policy: Self.policy, isFound: false)
  }

  /// Returns the digest of a text as policies write it.
  private static func digest(of text: String) -> String {
    let digits = Array(Fingerprint(of: text.utf8).description.utf8)
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { index in
      UInt8(String(decoding: digits[index..<(index + 2)], as: UTF8.self), radix: 16)
    }
    return "'sha256-\(Data(bytes).base64EncodedString())'"
  }
}
