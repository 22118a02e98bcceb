import Foundation
import Platform
import Spec
import TestSupport
import Testing

@Suite("fingerprints")
struct FingerprintTests {
  @Test(
    "SHA-256 of the standard's own examples (FIPS 180-2, appendix B)",
    arguments: [
      ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
  func examples(text: String, count: Int, digits: String) {
    let found = Fingerprint(of: String(repeating: text, count: count).utf8)
    #expect(found == Fingerprint(hexadecimal: digits) && found.description == digits)
  }

  @Test("fingerprints are in the order of their texts, and read back from them")
  func order() {
    let found = (0..<200).map { Fingerprint(of: [UInt8($0)]) }
    #expect(found.sorted().map(\.description) == found.map(\.description).sorted())
    #expect(found.map { Fingerprint(hexadecimal: $0.description) } == found)
    #expect(Set(found).count == found.count)
  }

  @Test("fingerprints that differ in one digit differ, and are in its order", arguments: 0..<64)
  func everyDigit(index: Int) throws {
    let digits = Array(repeating: "7", count: 64)
    let texts = ["6", "7", "a"].map { digit in
      (digits[..<index] + [digit] + digits[(index + 1)...]).joined()
    }
    let found = try texts.map { try #require(Fingerprint(hexadecimal: $0)) }
    #expect(found.map(\.description) == texts)
    #expect(found[0] < found[1] && found[1] < found[2] && Set(found).count == 3)
  }

  @Test(
    "anything but 64 lower-case hexadecimal digits is no fingerprint",
    arguments: [
      "", "a", String(repeating: "a", count: 63), String(repeating: "a", count: 65),
      String(repeating: "A", count: 64), String(repeating: "a", count: 63) + "g",
      String(repeating: "a", count: 63) + " ", String(repeating: "a", count: 62) + "é",
    ])
  func noFingerprint(text: String) {
    #expect(Fingerprint(hexadecimal: text) == nil)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Fingerprint].self, from: Data("[\"\(text)\"]".utf8))
    }
  }

  @Test("fingerprints stand in JSON as texts")
  func json() throws {
    let found = Fingerprint(of: "abc".utf8)
    let text = "[\"\(found)\"]"
    #expect(String(decoding: try JSONEncoder().encode([found]), as: UTF8.self) == text)
    #expect(try JSONDecoder().decode([Fingerprint].self, from: Data(text.utf8)) == [found])
  }

  @Test(
    "a file has the fingerprint of its bytes, however many",
    arguments: [0, 1, 1000, (1 << 20) - 1, 1 << 20, (1 << 20) + 1])
  func files(count: Int) throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let path = try folder.write(bytes, to: "data")
    #expect(try Fingerprint(ofFile: path) == Fingerprint(of: bytes))
  }

  @Test("what is no file has no fingerprint, for the system's reason")
  func noFile() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: FileError.self) { try Fingerprint(ofFile: folder.file("none")) }
    #expect(missing?.description == "\(folder.file("none")): No such file or directory")
    let other = #expect(throws: FileError.self) { try Fingerprint(ofFile: folder.path) }
    #expect(other?.reason == "Is a directory" && other?.path == folder.path)
  }

  @Test("fields run together differently have different fingerprints")
  func fields() {
    let lists = [
      [], [""], ["", ""], ["ab"], ["a", "b"], ["ab", ""], ["", "ab"], ["1:a"], ["a", "1:b"],
      ["a1:b"],
    ]
    #expect(Set(lists.map { Fingerprint(ofFields: $0) }).count == lists.count)
    #expect(Fingerprint(ofFields: ["é", "b"]) == Fingerprint(of: "2:é1:b".utf8))
  }

  @Test("files, folders and nothing are distinguished")
  func kinds() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write([1], to: "data")
    #expect(FileKind(atPath: file) == .file && FileKind(atPath: folder.path) == .folder)
    #expect(FileKind(atPath: folder.file("none")) == .absent)
    #expect(FileKind(atPath: "\(file)/inside") == .absent)
  }
}
