/// Finds the path of a file under `Tests/Fixtures`, wherever the package is.
///
/// - Parameter name: Relative path, such as `decompose/expected.json`.
package func fixturePath(_ name: String) -> String {
  let tests = "\(#filePath)".split(separator: "/").dropLast(2)
  return "/" + tests.joined(separator: "/") + "/Fixtures/" + name
}
