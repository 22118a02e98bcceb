import Platform
import Spec
import TestSupport
import Testing

@Suite("members of folders")
struct FolderMembersTests {
  @Test(
    "a star stands for any characters, and nothing else is special",
    arguments: [
      ("model.safetensors", "model.safetensors", true),
      ("model-00001-of-00002.safetensors", "model-*-of-*.safetensors", true),
      ("model-of-.safetensors", "model-*-of-*.safetensors", false),
      ("model--of-.safetensors", "model-*-of-*.safetensors", true),
      ("test.tsv", "test.tsv*", true), ("aba", "ab*ba", false), ("abba", "ab*ba", true),
      ("a.c", "a?c", false), ("anything", "*", true), ("", "*", true), ("x", "", false),
    ])
  func patterns(name: String, pattern: String, fits: Bool) {
    #expect(FolderMembers.fits(name, pattern) == fits)
  }

  @Test("what a folder holds is listed by name")
  func names() throws {
    let folder = try TemporaryFolder()
    for name in ["one", "two"] { _ = try folder.write("".utf8, to: name) }
    #expect(FolderMembers.names(in: folder.path).sorted() == ["one", "two"])
    #expect(FolderMembers.names(in: folder.path + "/absent").isEmpty)
  }
}
