/// What is wrong with a file of tensors, told with its path and, where one is at fault, the tensor.
public struct TensorFileError: Error, Equatable, CustomStringConvertible {
  public let path: String
  public let problem: String

  package init(_ path: String, _ problem: String) { (self.path, self.problem) = (path, problem) }

  public var description: String { "\(path): \(problem)" }
}
