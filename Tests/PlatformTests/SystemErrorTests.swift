import Platform
import TestSupport
import Testing

@Suite("Errors of the system")
struct SystemErrorTests {
  @Test("an error names the path, what failed and the system's reason")
  func text() {
    let error = #expect(throws: SystemError.self) { try OpenFile("/nowhere/file") }
    #expect(error?.description == "/nowhere/file: can't be opened: No such file or directory")
    #expect(error?.path == "/nowhere/file")
    #expect(error?.problem == "can't be opened")
    #expect(error?.reason == "No such file or directory")
    #expect(error?.isAbsence == true)
  }

  @Test("a folder can't be read as a file")
  func folder() {
    let error = #expect(throws: SystemError.self) { try FileSystem.bytes(of: "/") }
    #expect(error?.description == "/: can't be read: Is a directory")
    #expect(error?.isAbsence == false)
  }
}
