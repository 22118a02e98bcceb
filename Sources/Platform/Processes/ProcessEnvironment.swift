@preconcurrency internal import Glibc

/// The environment variables of this process, as programs get them.
package enum ProcessEnvironment {
  /// The variables as `NAME=VALUE`, in the system's order.
  package static var entries: [String] {
    var entries: [String] = []
    var next = environ
    while let entry = next.pointee {
      entries.append(String(cString: entry))
      next += 1
    }
    return entries
  }

  /// Returns the value of a variable; nil where it is not set.
  package static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Returns the variables as `NAME=VALUE` with others, which replace those of the same names.
  package static func entries(adding others: [String]) -> [String] {
    let names = Set(others.map(name(of:)))
    return entries.filter { !names.contains(name(of: $0)) } + others
  }

  /// Returns the name in `NAME=VALUE`.
  package static func name(of entry: String) -> Substring { entry.prefix { $0 != "=" } }
}
