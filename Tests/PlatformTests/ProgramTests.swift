import Glibc
import Platform
import Synchronization
import TestSupport
import Testing

@Suite("Programs")
struct ProgramTests {
  /// Returns the output of a shell that runs a script.
  private func output(
    _ script: String, _ change: (inout Program) -> Void = { _ in }
  ) throws -> String {
    let folder = try TemporaryFolder()
    let path = folder.file("output")
    var program = Program(
      ["sh", "-c", script], streams: [0: .nothingToRead, 1: .writing(path, permissions: 0o600)])
    change(&program)
    #expect(try program.start().wait().code == 0)
    return FileSystem.text(path) ?? ""
  }

  @Test("an exit code comes back, and so does a signal")
  func ends() throws {
    #expect(try Program(["sh", "-c", "exit 3"]).start().wait().manner == .exited(code: 3))
    let killed = try Program(["sh", "-c", "kill -9 $$"]).start().wait()
    #expect(killed.manner == .killed(signal: SIGKILL) && killed.code == nil)
  }

  @Test("a program that isn't there is an error that names it")
  func missing() {
    let error = #expect(throws: SystemError.self) { try Program(["no-such-program"]).start() }
    #expect(
      error?.description == "no-such-program: can't be started: No such file or directory")
    #expect(error?.isAbsence == true)
  }

  @Test("an environment and a folder are what they were said to be")
  func surroundings() throws {
    let folder = try TemporaryFolder()
    let printed = try output("echo \"$GREETING\"; pwd; echo \"$HOME\"") { program in
      program.environment = ["GREETING=hello", "PATH=/usr/bin:/bin"]
      program.folder = folder.path
    }
    #expect(printed == "hello\n\(folder.path)\n\n")
  }

  @Test("a folder that isn't there is an error")
  func noFolder() {
    var program = Program(["true"])
    program.folder = "/nowhere"
    #expect(throws: SystemError.self) { try program.start() }
  }

  @Test("this process's variables are added to and replaced")
  func variables() throws {
    let home = try #require(ProcessEnvironment.value("PATH"))
    let entries = ProcessEnvironment.entries(adding: ["PATH=/here", "BONDLAB_TEST=1"])
    #expect(ProcessEnvironment.entries.contains("PATH=\(home)"))
    #expect(entries.filter { $0.hasPrefix("PATH=") } == ["PATH=/here"])
    #expect(entries.last == "BONDLAB_TEST=1")
    #expect(ProcessEnvironment.name(of: "A=B=C") == "A")
  }

  @Test("no signal is blocked or ignored in a program, whatever is here")
  func signals() throws {
    // Harmless for the tests that run beside this one.
    for number in [SIGUSR1, SIGUSR2, SIGPIPE] { Signals.ignore(number) }
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let masks = try output("exec grep -E '^Sig(Blk|Ign):' /proc/self/status")
      .split(separator: "\n").map { UInt64($0.suffix(16), radix: 16) }
    // Those two that glibc has for itself it ignores in every program.
    #expect(masks == [0, 0x1_8000_0000] || masks == [0, 0])
  }

  @Test("a program's group is the one that was asked for")
  func groups() throws {
    let script = "cut -d ' ' -f 1,5,6 /proc/$$/stat"
    func numbers(_ group: Program.Group) throws -> [Int32] {
      try output(script) { $0.group = group }.split { !$0.isNumber }.compactMap { Int32($0) }
    }
    #expect(try numbers(.shared)[1...] == [getpgrp(), getsid(0)])
    let own = try numbers(.own)
    #expect(own[1] == own[0] && own[2] == getsid(0))
    let session = try numbers(.ownSession)
    #expect(session[1] == session[0] && session[2] == session[0])
  }

  @Test("a signal to a group ends all that the program has started")
  func ended() throws {
    let pipe = try Pipe(to: "a test")
    let child: ChildProcess
    do {
      child = try Program(
        ["sh", "-c", "sleep 100 & echo begun; sleep 100"], streams: [1: .file(pipe.input)],
        group: .own
      ).start()
    }
    var answer = [UInt8](repeating: 0, count: 6)
    #expect(try pipe.output.read(into: &answer) == 6)
    #expect(child.end == nil)
    child.signalGroup(SIGKILL)
    #expect(child.wait().manner == .killed(signal: SIGKILL))
    #expect(child.end?.manner == .killed(signal: SIGKILL))
    // Nothing has this number any more, or another does: it gets no signal.
    child.signalGroup(SIGKILL)
  }

  @Test("a program gets the descriptors that it is given, and no others")
  func descriptors() throws {
    let pipe = try Pipe(to: "a test")
    let open = fcntl(pipe.input.descriptor, F_DUPFD, 50)
    defer { close(open) }
    let list = "for file in /proc/$$/fd/*; do echo ${file##*/}; done"
    func numbers(_ closesOthers: Bool) throws -> [Int32] {
      try output(list) { $0.closesOthers = closesOthers }
        .split(separator: "\n").compactMap { Int32($0) }
    }
    #expect(try numbers(false).contains(open))
    #expect(try !numbers(false).contains(pipe.input.descriptor))
    #expect(try !numbers(true).contains(open))
    #expect(try Set(numbers(true)).isSuperset(of: [0, 1, 2]))
  }

  @Test("files are appended to, and standard error goes where standard output does")
  func streams() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("before\n".utf8, to: "log")
    let program = Program(
      ["sh", "-c", "cat; echo out; echo bad >&2"],
      streams: [0: .nothingToRead, 1: .appending(path, permissions: 0o644), 2: .own(1)])
    #expect(try program.start().wait().code == 0)
    #expect(FileSystem.text(path) == "before\nout\nbad\n")
  }

  @Test("the resources that a program took are known")
  func usage() throws {
    let end = try Program(["sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"])
      .start().wait()
    #expect(end.processorSeconds > 0 && end.peakBytes > 100_000)
    #expect(ProcessEnd.ownPeakBytes > 1_000_000)
  }
}
