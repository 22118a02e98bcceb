import Glibc
import Platform
import TestSupport
import Testing

@Suite("Identities of processes")
struct ProcessIdentityTests {
  @Test("this process is alive, and one that began at another time is not it")
  func alive() {
    let own = ProcessIdentity.current
    #expect(own.isAlive && own.process == Int(getpid()))
    #expect(own.description == "process \(getpid())")
    for other in [
      ProcessIdentity(boot: own.boot, process: own.process, start: own.start - 1),
      ProcessIdentity(boot: "another", process: own.process, start: own.start),
      ProcessIdentity(boot: own.boot, process: 1 << 30, start: own.start),
    ] { #expect(!other.isAlive) }
  }

  @Test("signals have names")
  func names() { #expect(Signals.name(SIGKILL) == "Killed") }
}
