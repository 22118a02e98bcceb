import Spec
import Testing

@testable import Storage

@Suite("what a process knows of stored files")
struct FileLedgerTests {
  private let ledger = FileLedger()
  private let file = Fingerprint(of: [1])
  private let other = Fingerprint(of: [2])

  private func status(_ inode: Int, bytes: Int = 1) -> FileStatus {
    FileStatus(bytes: bytes, modified: 5, changed: 6, inode: inode)
  }

  @Test("a file's bytes are compared unless it is as it was when they were right or wrong")
  func compared() {
    #expect(ledger.isSound(file, status(1)) == nil)
    ledger.note(sound: file, status(1), isWritable: true)
    ledger.note(damaged: file, status(2))
    #expect(ledger.isSound(file, status(1)) == true)
    #expect(ledger.isSound(file, status(2)) == false)
    #expect(ledger.isSound(file, status(3)) == nil)
    #expect(ledger.mayHave(file, bytes: 1) && !ledger.mayHave(file, bytes: 2))
    #expect(ledger.mayHave(other, bytes: 2))
  }

  @Test("what was learnt is written down once, unless it can't be")
  func learnt() {
    ledger.note(sound: file, status(1), isWritable: true)
    ledger.note(sound: other, status(2), isWritable: false)
    let learnt = ledger.learnt
    #expect(learnt == [file: status(1)])
    ledger.noteWritten(learnt)
    #expect(ledger.learnt.isEmpty)
  }

  @Test("what was learnt while a transaction ran is written down with the next")
  func learntMeanwhile() {
    ledger.note(sound: file, status(1), isWritable: true)
    let learnt = ledger.learnt
    ledger.note(sound: file, status(2), isWritable: true)
    ledger.noteWritten(learnt)
    #expect(ledger.learnt == [file: status(2)])
  }

  @Test("what this process has learnt is not undone by what the database says")
  func read() {
    ledger.note(sound: file, status(1), isWritable: true)
    ledger.replace(sound: [file: status(7), other: status(8)], removed: [])
    #expect(ledger.isSound(file, status(1)) == true && ledger.isSound(other, status(8)) == true)
    ledger.take([FileLedger.Entry(digest: file, isRemoved: false, status: status(9))])
    #expect(ledger.isSound(file, status(1)) == true)
  }

  @Test("a file that was removed is missed until it is stored again")
  func removed() {
    ledger.note(sound: file, status(1), isWritable: true)
    ledger.note(removed: [file])
    #expect(ledger.isRemoved(file) && ledger.hasRemoved(anyOf: [other, file]))
    #expect(ledger.isSound(file, status(1)) == nil && !ledger.hasRemoved(anyOf: [other]))
    ledger.note(stored: [(file, status(2))], isDurable: true)
    #expect(!ledger.isRemoved(file) && ledger.isSound(file, status(2)) == true)
  }

  @Test("files are vouched for once they survive a loss of power, unless they changed since")
  func durable() {
    ledger.note(stored: [(file, status(1)), (other, status(2))], isDurable: false)
    let volatile = ledger.volatile
    #expect(volatile.count == 2 && ledger.learnt.isEmpty)
    ledger.note(stored: [(other, status(3))], isDurable: true)
    ledger.noteDurable(volatile)
    #expect(ledger.learnt == [file: status(1)] && ledger.volatile.isEmpty)
  }
}
