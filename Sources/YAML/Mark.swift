/// A location in a file, given by the line and column of a character, both counted from one.
package struct Mark: Hashable, Sendable, CustomStringConvertible {
  package let file: String
  /// Zero for a text that has no lines, such as an argument of the command line.
  package let line: Int
  package let column: Int

  /// Makes the location of a character; lines and columns count from one.
  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// Makes the mark of a command-line argument, shown as written, without line and column.
  package init(argument: String) { self.init(file: argument, line: 0, column: 0) }

  package var description: String { line == 0 ? file : "\(file):\(line):\(column)" }
}

extension Mark: Comparable {
  package static func < (a: Mark, b: Mark) -> Bool {
    (a.file, a.line, a.column) < (b.file, b.line, b.column)
  }
}
