/// A file of a spec, with its sections as written.
struct SpecFile {
  /// The path as messages show it.
  let path: String
  let text: String
  let sections: SpecSections
  /// Indices of the files that it includes, each once, among all files of the spec.
  let included: [Int]
}

/// A file that a spec includes, directly or not.
package struct IncludedFile: Sendable, Equatable {
  /// The path as messages show it.
  package let path: String
  /// Text of the file when it was read; nothing reads the file again.
  package let text: String

  package init(path: String, text: String) { (self.path, self.text) = (path, text) }
}
