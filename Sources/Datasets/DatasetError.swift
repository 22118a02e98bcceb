/// A data set that can't be read or is not what it should be; the text names the file and the cure.
public struct DatasetError: Error, Hashable, CustomStringConvertible {
  /// The message, which may have several lines.
  public let description: String

  /// Creates an error with this message.
  public init(_ description: String) { self.description = description }

  /// Reports a problem at a line of a file, in the form that editors jump to.
  init(_ path: String, line: Int, _ problem: String) {
    description = "\(path):\(line): \(problem)"
  }
}
