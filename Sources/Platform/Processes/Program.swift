/// A program to be started, with its arguments, environment and files.
///
/// Signals have their usual effect in it, whatever they do here: threads of Dispatch block them
/// all, and a program would inherit that.
package struct Program: Sendable {
  /// The file behind a descriptor of the program.
  package enum Stream: Sendable {
    /// The file that this process has under that number.
    case own(Int32)
    case file(OpenFile)
    /// The null device, for reading and for writing.
    case nothingToRead, nowhere
    /// The file at a path, which is written anew.
    case writing(String, permissions: UInt32)
    /// The file at a path, which is appended to.
    case appending(String, permissions: UInt32)
  }

  /// The process group of the program, whose members get a terminal's signals together and can be
  /// ended together.
  package enum Group: Sendable {
    /// The group of this process.
    case shared
    /// A group of its own, with the program's number.
    case own
    /// A group of its own in a session of its own, which outlives this process's terminal.
    case ownSession
  }

  /// The program's file; a name without a slash is looked for along this process's `PATH`.
  package var file: String
  /// The name that the program gets, and its arguments.
  package var words: [String]
  /// Environment variables as `NAME=VALUE`; nil for those of this process.
  package var environment: [String]?
  /// The working folder; nil for that of this process.
  package var folder: String?
  /// The program's descriptors by their numbers, set one after another. Those up to 2 that are
  /// missing are this process's.
  package var streams: [(number: Int32, stream: Stream)]
  package var group: Group
  /// Whether it gets no other descriptor of this process, also none that this process was given
  /// open to programs.
  package var closesOthers = false

  package init(
    _ words: [String], file: String? = nil, streams: KeyValuePairs<Int32, Stream> = [:],
    group: Group = .shared
  ) {
    self.words = words
    self.file = file ?? words.first ?? ""
    self.streams = streams.map { ($0.key, $0.value) }
    self.group = group
  }

  /// Starts the program.
  ///
  /// - Throws: ``SystemError`` of its file, which `can't be started`.
  package func start() throws(SystemError) -> ChildProcess {
    ChildProcess(try Spawning(self).start())
  }
}
