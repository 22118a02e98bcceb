import Fetching
import Testing

@Suite("the catalog of downloads")
struct CatalogTests {
  @Test("names are unique, and no two entries write the same file")
  func unique() {
    let names = DownloadCatalog.names
    #expect(Set(names).count == names.count)
    let targets = DownloadCatalog.all.flatMap { $0.files.map(\.target) }
    #expect(Set(targets).count == targets.count)
    #expect(targets.count > 50)
  }

  @Test("every entry is described in words, with sane paths and well-formed checksums")
  func wellFormed() {
    for entry in DownloadCatalog.all {
      #expect(entry.name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil, "\(entry.name)")
      #expect(!entry.about.isEmpty && !entry.licence.isEmpty, "\(entry.name)")
      #expect(DownloadCatalog.entry(entry.name)?.about == entry.about)
      #expect(!entry.files.isEmpty)
      #expect(!entry.path.isEmpty, "\(entry.name)")
      for file in entry.files {
        #expect(file.target.hasPrefix(entry.path), "\(file.target)")
        for path in file.inner + [file.target] {
          #expect(path.wholeMatch(of: /[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*/) != nil, "\(path)")
          #expect(!path.split(separator: "/").contains { $0.allSatisfy { $0 == "." } }, "\(path)")
        }
      }
      for pin in entry.files.map(\.pin) + entry.parts.map(\.origin.pin) {
        #expect(pin.sha256.map { $0.wholeMatch(of: /[0-9a-f]{64}/) != nil } ?? true)
        #expect(pin.bytes.map { $0 > 0 } ?? true)
      }
    }
  }

  @Test("what comes through pip or apt is known to the byte")
  func pinned() {
    for entry in DownloadCatalog.all {
      for part in entry.parts {
        if case .address(let address, _) = part.origin {
          #expect(address.hasPrefix("https://"))
        } else {
          #expect(part.files.allSatisfy { $0.pin.sha256 != nil && $0.pin.bytes != nil })
        }
      }
    }
  }
}
