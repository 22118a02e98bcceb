/// A vocabulary that can't be read or used; the text says what is wrong and, where there is one,
/// names the file.
public struct VocabularyError: Error, Hashable, CustomStringConvertible {
  public let description: String

  package init(_ description: String) { self.description = description }

  /// Reports a problem at a line of a file, in the form that editors jump to.
  init(_ path: String, line: Int, _ problem: String) {
    description = "\(path):\(line): \(problem)"
  }

  /// Reports a token that is empty or that the vocabulary has twice.
  init(id: Int, isEmptyOrTwice piece: String) {
    description = "line \(id + 1) of the vocabulary, '\(piece)', is empty or there twice"
  }
}
