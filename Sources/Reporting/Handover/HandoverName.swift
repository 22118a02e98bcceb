internal import Spec

/// Makes names that other programs and file systems accept.
enum HandoverName {
  /// Most bytes of a name; file systems allow 255, and MLflow 250.
  private static let longest = 200

  /// Returns a folder's name: without slashes, and neither too long nor hidden.
  static func folder(_ name: String) -> String {
    short(name.replacing("%", with: "%25").replacing("/", with: "%2F"))
  }

  /// Returns a metric's or a parameter's name of the characters that MLflow allows: letters,
  /// digits, underscores, points, hyphens and spaces.
  static func plain(_ name: String) -> String {
    let scalars = name.unicodeScalars.map { scalar in
      let isAllowed =
        scalar.isASCII
        ? scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || "_.- ".unicodeScalars.contains(scalar)
        : scalar.properties.isAlphabetic
      return isAllowed ? Character(scalar) : "_"
    }
    return short(String(scalars))
  }

  /// Cuts a long name, with a digest so that no two become alike, and names no hidden file.
  private static func short(_ name: String) -> String {
    let name = name.isEmpty || name.hasPrefix(".") ? "_\(name)" : name
    if name.utf8.count <= longest { return name }
    let end = "-\(Fingerprint(of: name.utf8).description.prefix(12))"
    var start = Substring(name)
    while start.utf8.count > longest - end.utf8.count { start.removeLast() }
    return start + end
  }

  /// Makes names distinct by numbers at the end of those that were there before.
  static func distinct(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.map { name in
      var (next, count) = (name, 1)
      while !seen.insert(next).inserted {
        count += 1
        next = "\(name)_\(count)"
      }
      return next
    }
  }
}
