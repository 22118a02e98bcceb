@preconcurrency internal import Glibc

/// The variables of this process, as programs get them.
package enum ProcessEnvironment {
  /// `NAME=VALUE`, in the system's order.
  package static var entries: [String] {
    var entries: [String] = []
    var next = environ
    while let entry = next.pointee {
      entries.append(String(cString: entry))
      next += 1
    }
    return entries
  }

  /// The value of a variable; nil where it is not set.
  package static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// The same with others, which replace those of their names.
  package static func entries(adding others: [String]) -> [String] {
    let names = Set(others.map(name(of:)))
    return entries.filter { !names.contains(name(of: $0)) } + others
  }

  /// The name in `NAME=VALUE`.
  package static func name(of entry: String) -> Substring { entry.prefix { $0 != "=" } }
}
