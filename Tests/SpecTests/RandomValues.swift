import Options
import Spec
import TestSupport

extension Value {
  /// Draws a value without paths, in which every kind of number and character has its turn.
  static func random(depth: Int, _ numbers: inout SeededNumbers) -> Value {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &numbers) {
    case 0: return .null
    case 1: return .boolean(Bool.random(using: &numbers))
    case 2: return .integer(Int(truncatingIfNeeded: numbers.next() >> (numbers.next() % 64)))
    case 3: return .number(randomNumber(&numbers))
    case 4: return .text(randomText(&numbers))
    case 5:
      let count = Int.random(in: 0...3, using: &numbers)
      return .list((0..<count).map { _ in random(depth: depth - 1, &numbers) })
    default:
      var members: [String: Value] = [:]
      for _ in 0..<Int.random(in: 0...3, using: &numbers) {
        members[randomText(&numbers)] = random(depth: depth - 1, &numbers)
      }
      return .map(members)
    }
  }

  private static func randomNumber(_ numbers: inout SeededNumbers) -> Double {
    let number = Double(bitPattern: numbers.next())
    return number.isFinite && number != 0 ? number : 0.5
  }

  private static func randomText(_ numbers: inout SeededNumbers) -> String {
    let pieces = [
      "a", "é", "漢", "😀", "\"", "\\", "\n", "\t", "\u{1}", ": ", "#", "{", ",", "1", "~",
    ]
    return (0..<Int.random(in: 0...5, using: &numbers)).map { _ in
      pieces.randomElement(using: &numbers) ?? ""
    }.joined()
  }
}
