/// Why a stage can't go on, for the person who can mend it.
struct StageError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
