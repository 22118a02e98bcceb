import Testing
import YAML

/// Returns the error of a text that is refused; nil where it is read.
private func problem(_ text: String) -> String? {
  do throws(YAMLError) {
    _ = try parseYAML(Array(text.utf8), file: "f")
    return nil
  } catch {
    return error.description
  }
}

@Suite("limits of YAML texts", .timeLimit(.minutes(10)))
struct LimitTests {
  private func nested(_ depth: Int, _ inner: String = "") -> String {
    String(repeating: "[", count: depth) + inner + String(repeating: "]", count: depth)
  }

  @Test("values stand in values up to the limit, not beyond")
  func depth() {
    let limit = YAMLLimit.depth
    #expect(problem(nested(limit)) == nil)
    #expect(problem(nested(limit - 1, "x")) == nil)
    for text in [nested(limit + 1), nested(limit, "x"), nested(100_000)] {
      #expect(problem(text)?.hasPrefix("f:1:65: error: values inside values") == true)
    }
  }

  @Test("what an alias stands for counts with its depth")
  func depthOfAliases() {
    let half = YAMLLimit.depth / 2
    let anchored = "&a \(nested(half - 1))"
    #expect(problem("[\(anchored), \(nested(half, "*a"))]") == nil)
    #expect(problem("[\(anchored), \(nested(half + 1, "*a"))]")?.contains("deep") == true)
  }

  @Test("so many values are read, and not one more")
  func nodes() {
    let most = "[" + String(repeating: "x,", count: YAMLLimit.nodes - 1)
    #expect(problem(most + "]") == nil)
    #expect(problem(most + "x]")?.contains("more than 100000 values") == true)
  }

  @Test("what an alias stands for counts each time")
  func nodesOfAliases() {
    let doubling = (1..<40).map { "&a\($0) [*a\($0 - 1), *a\($0 - 1)]" }.joined(separator: ", ")
    #expect(problem("[&a0 x, \(doubling)]")?.contains("aliases counted each time") == true)
    let merging = (1..<400).map { _ in "{<<: *a}" }.joined(separator: ", ")
    let members = (0..<300).map { "k\($0): 1" }.joined(separator: ", ")
    #expect(problem("[&a {\(members)}, \(merging)]")?.contains("aliases counted") == true)
  }

  @Test("so many bytes are read, and not one more")
  func bytes() {
    let comment = "a: 1 #"
    let most = comment + String(repeating: "x", count: YAMLLimit.bytes - comment.utf8.count)
    #expect(problem(most) == nil)
    #expect(problem(most + "x")?.contains("4194305 bytes, more than the 4194304") == true)
  }
}
