/// Guesses which name somebody meant who mistyped it.
package enum Suggestion {
  /// Names longer than this and candidates beyond this many are not compared.
  private static let longest = 60
  private static let most = 2_000

  /// Finds the candidate nearest to `name`; nil where none is near.
  ///
  /// A third of the letters may differ, and none in names of one or two letters.
  package static func nearest(to name: String, among candidates: [String]) -> String? {
    let letters = Array(name.lowercased())
    guard !letters.isEmpty, letters.count <= longest else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in candidates.prefix(most) {
      let other = Array(candidate.lowercased())
      let shorter = min(letters.count, other.count)
      let limit = shorter < 3 ? 0 : max(1, shorter / 3)
      guard other.count <= longest, abs(other.count - letters.count) <= limit else { continue }
      let distance = distance(letters, other)
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Writes `did you mean 'steps'?`, or lists the candidates where none is near.
  ///
  /// - Parameter former: The present names of things, by the names that they had once.
  package static func hint(
    for name: String, among candidates: [String], former: [String: String] = [:], noun: String
  ) -> String {
    if let nearest = former[name] ?? nearest(to: name, among: candidates) {
      return "did you mean '\(nearest)'?"
    }
    if candidates.isEmpty { return "there is no \(noun)" }
    let shown = candidates.prefix(12).joined(separator: ", ")
    return "known: \(shown)\(candidates.count > 12 ? ", ..." : "")"
  }

  /// Counts the insertions, deletions, substitutions and swaps of neighbours between two words.
  ///
  /// Optimal string alignment distance (Boytsov, "Indexing methods for approximate dictionary
  /// searching", 2011, section 2.2).
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1] + [Int](repeating: 0, count: b.count)
      for j in b.indices {
        let substitution = last[j] + (a[i] == b[j] ? 0 : 1)
        row[j + 1] = min(last[j + 1] + 1, row[j] + 1, substitution)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
        }
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
