/// Writes the frame of a page of the site that `serve` shows.
///
/// Its style and script are files of their own, so that a page may be forbidden any other.
public enum SiteFrame {
  /// The paths of the style and the script that pages name.
  public static let (stylePath, scriptPath) = ("site.css", "site.js")
  public static let style = ReportStyle.text + SiteStyle.text
  public static let script = SiteScript.text

  /// Writes a page that only says something.
  public static func message(_ title: String, _ text: String) -> String {
    page(title, "\(home)\n\(HTMLText.element("h1", title))\n\(HTMLText.element("p", text))")
  }

  /// The way back to the list of runs.
  static let home = "<nav><a href=\"/\">All runs</a></nav>"

  /// Writes a page.
  ///
  /// - Parameter body: What it shows, as HTML.
  static func page(_ title: String, _ body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="generator" content="BondLab">
    <title>\(HTMLText.escaped(title)) – BondLab</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/\(stylePath)">
    <script src="/\(scriptPath)" defer></script></head><body>
    <main>
    \(body)
    </main>
    </body></html>

    """
  }
}

/// What the style of the site adds to that of reports.
enum SiteStyle {
  static let text = """
    nav { margin-bottom: 1rem; }
    .site-form { position: static; display: block; }
    button.action { font: inherit; padding: .25rem 1rem; margin: .75rem 0; }
    svg.curve { width: 10rem; height: 1.75rem; color: var(--link); vertical-align: middle; }
    .state-running { font-weight: bold; }
    .state-failed, .state-interrupted { text-decoration: underline; }
    ul.running, ul.failures { padding-left: 1.25rem; }
    iframe { width: 100%; height: 48rem; border: 1px solid var(--line); }
    progress { width: 8rem; accent-color: var(--link); }

    """
}

/// The script of the site, without which each page is whole as it was when it was loaded: it puts
/// in what a stream of events brings.
enum SiteScript {
  static let text = """
    "use strict";
    const live = document.getElementById("live");
    if (live && live.dataset.events) {
      const source = new EventSource(live.dataset.events);
      const frame = document.getElementById("report");
      source.addEventListener("run", event => { live.innerHTML = event.data; });
      source.addEventListener("report", () => {
        if (frame) frame.contentWindow.location.reload();
      });
      source.addEventListener("end", () => source.close());
    }

    """
}
