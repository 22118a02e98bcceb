/// The reason why a stage fails, as a message for the user.
struct StageError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
