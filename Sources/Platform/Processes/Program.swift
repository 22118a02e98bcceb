/// A program to be started, and what it is given.
///
/// Signals do in it what they usually do, whatever they do here: threads of Dispatch block them
/// all, and a program would inherit that.
package struct Program: Sendable {
  /// What a descriptor of the program means.
  package enum Stream: Sendable {
    /// What this process has under that number.
    case own(Int32)
    case file(OpenFile)
    case nothingToRead, nowhere
    /// A file that is written anew.
    case writing(String, permissions: UInt32)
    /// A file that is appended to.
    case appending(String, permissions: UInt32)
  }

  /// Who gets the signals of a terminal, and of whoever ends the program with all its own.
  package enum Group: Sendable {
    /// This process's.
    case shared
    /// One of its own, with the program's number.
    case own
    /// The same in a session of its own, which outlives this process's terminal.
    case ownSession
  }

  /// Its file; a name without a slash is looked for along this process's `PATH`.
  package var file: String
  /// What it is called, and its arguments.
  package var words: [String]
  /// `NAME=VALUE`; nil for this process's.
  package var environment: [String]?
  /// Where it works; nil for where this process does.
  package var folder: String?
  /// By their numbers; set one after another. The others up to 2 are this process's.
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

  /// Starts it.
  ///
  /// - Throws: `can't be started`, of its file.
  package func start() throws(SystemError) -> ChildProcess {
    ChildProcess(try Spawning(self).start())
  }
}
