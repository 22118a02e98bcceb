/// Reads amounts with units, such as `4 GiB`, `500 MB`, `90 s`, `1.5 h` or `2 h 30 min`.
package enum Quantity {
  /// Examples of amounts of memory, for messages.
  package static let memoryExample = "an amount such as 4 GiB or 500 MB"
  /// Examples of times, for messages.
  package static let durationExample = "a time such as 90 s, 10 min or 2 h"

  private static let memoryUnits: [String: Double] = [
    "B": 1, "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
    "KiB": 1024, "MiB": 1_048_576, "GiB": 1_073_741_824, "TiB": 1_099_511_627_776,
  ]
  private static let timeUnits: [String: Double] = [
    "s": 1, "sec": 1, "min": 60, "h": 3600, "d": 86_400,
  ]

  /// Reads a number of bytes, at least 1; nil where the text is no such amount.
  ///
  /// A number without a unit counts bytes.
  package static func bytes(_ text: String) -> Int? {
    guard let sum = sum(text, units: memoryUnits), sum >= 1, sum < 9e18 else { return nil }
    return Int(sum.rounded())
  }

  /// Reads a number of seconds, more than 0; nil where the text is no such time.
  ///
  /// A number without a unit counts seconds.
  package static func seconds(_ text: String) -> Double? {
    guard let sum = sum(text, units: timeUnits), sum > 0, sum < 1e10 else { return nil }
    return sum
  }

  private static func sum(_ text: String, units: [String: Double]) -> Double? {
    var rest = text[...]
    var sum = 0.0
    var count = 0
    while true {
      rest = rest.drop { $0 == " " }
      if rest.isEmpty { break }
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard let number = Double(digits) else { return nil }
      rest = rest[digits.endIndex...].drop { $0 == " " }
      let unit = rest.prefix { $0.isLetter }
      rest = rest[unit.endIndex...]
      guard let size = unit.isEmpty && count == 0 && rest.isEmpty ? 1 : units[String(unit)] else {
        return nil
      }
      sum += number * size
      count += 1
    }
    return count > 0 ? sum : nil
  }
}
