internal import Serving

/// The pages that `serve` shows.
enum SitePage: Hashable, Sendable {
  case runs
  case run(Int)
  case report(Int)
  case comparison(Int, Int)
}

extension SitePage {
  /// Finds the page of a path below `/runs`, or of the others.
  init?(_ address: WebAddress) {
    let (path, query) = (address.path, address.query)
    switch (path.count, path.first) {
    case (0, nil) where query.isEmpty: self = .runs
    case (2, "runs") where query.isEmpty:
      guard let number = Self.number(path[1]) else { return nil }
      self = .run(number)
    case (3, "runs") where path[2] == "report" && query.isEmpty:
      guard let number = Self.number(path[1]) else { return nil }
      self = .report(number)
    case (1, "compare"):
      guard query.count == 2, let a = Self.number(query["a"]), let b = Self.number(query["b"])
      else { return nil }
      self = .comparison(a, b)
    default: return nil
    }
  }

  /// Finds the run of a stream's path.
  static func events(_ address: WebAddress) -> SitePage? {
    guard address.path.count == 3, address.path[0] == "runs", address.path[2] == "events",
      address.query.isEmpty, let number = number(address.path[1])
    else { return nil }
    return .run(number)
  }

  /// Reads the number of a run as pages write it.
  private static func number(_ text: String?) -> Int? {
    guard let text, (1...9).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "0"),
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int(text)
  }
}
