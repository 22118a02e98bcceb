import Glibc
import Platform
import Testing

@Suite("the user's own folder")
struct HomeFolderTests {
  @Test("stands for a tilde at a path's beginning, and for nothing else")
  func tilde() throws {
    let home = String(cString: try #require(getenv("HOME")))
    #expect(HomeFolder.expanded("~") == home)
    #expect(HomeFolder.expanded("~/data/d.tsv") == "\(home)/data/d.tsv")
    for path in ["", "/~", "a/~/b", "~other/d", "./~"] {
      #expect(HomeFolder.expanded(path) == path)
    }
  }
}
