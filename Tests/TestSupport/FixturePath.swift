/// The path of a file under `Tests/Fixtures`, wherever the package lies.
///
/// - Parameter name: Relative, such as `decompose/expected.json`.
package func fixturePath(_ name: String) -> String {
  let tests = "\(#filePath)".split(separator: "/").dropLast(2)
  return "/" + tests.joined(separator: "/") + "/Fixtures/" + name
}
