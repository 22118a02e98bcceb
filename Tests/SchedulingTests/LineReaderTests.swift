import Dispatch
import Glibc
import TestSupport
import Testing

@testable import Scheduling

/// Makes a pipe whose ends no child process inherits.
private func makePipe() throws -> (output: Int32, input: Int32) {
  var ends: [Int32] = [0, 0]
  let code = pipe(&ends)
  try #require(code == 0)
  for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  return (ends[0], ends[1])
}

/// Returns the lines that a reader finds in a pipe which is given these pieces and closed.
private func lines(_ pieces: [[UInt8]]) throws -> [[UInt8]] {
  let (output, input) = try makePipe()
  defer { close(output) }
  DispatchQueue(label: "writer").async {
    for piece in pieces { writeAll(piece, to: input) }
    close(input)
  }
  var reader = LineReader(output)
  var lines: [[UInt8]] = []
  while let line = reader.next() { lines.append(line) }
  return lines
}

@Suite("lines from a pipe")
struct LineReaderTests {
  @Test("lines come without their ends, also empty ones and several in one read")
  func ends() throws {
    let found = try lines([Array("one\n\ntwo \r\n\n".utf8)])
    #expect(found == [Array("one".utf8), [], Array("two \r".utf8), []])
  }

  @Test("nothing has no lines")
  func nothing() throws {
    #expect(try lines([]) == [])
  }

  @Test("a line torn off at the end of the input is none")
  func tornLine() throws {
    #expect(try lines([Array("whole\nto".utf8), Array("rn".utf8)]) == [Array("whole".utf8)])
  }

  @Test("lines far longer than a pipe holds come whole")
  func longLines() throws {
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 300_000)
    #expect(try lines([long, Array("\nend\n".utf8)]) == [long, Array("end".utf8)])
  }

  @Test("pieces may end anywhere in a line", arguments: UInt64(0)..<5)
  func pieces(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let wanted = (0..<60).map { number in
      [UInt8](repeating: UInt8(33 + number), count: Int.random(in: 0...5_000, using: &numbers))
    }
    var rest = ArraySlice(wanted.flatMap { $0 + [UInt8(ascii: "\n")] })
    var pieces: [[UInt8]] = []
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...20_000, using: &numbers))
      pieces.append(Array(piece))
      rest = rest.dropFirst(piece.count)
    }
    #expect(try lines(pieces) == wanted)
  }

  @Test("writing to a reader that is gone says so")
  func readerIsGone() throws {
    signal(SIGPIPE, SIG_IGN)
    let (output, input) = try makePipe()
    close(output)
    #expect(!writeAll([1], to: input))
    close(input)
  }
}
