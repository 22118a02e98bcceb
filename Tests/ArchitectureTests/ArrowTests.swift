import Foundation
import Testing

/// Tests that the modules import only what the manual says.
@Suite("the arrows")
struct ArrowTests {
  /// Modules that come with Swift on Linux and may be used anywhere.
  private static let system: Set = [
    "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Synchronization",
  ]

  private let arrows: [String: Set<String>]

  init() throws {
    let tables = try Repository.tables(
      in: "\(Repository.manual)/Architecture.md", below: "## The modules")
    let rows = try #require(tables.first)
    arrows = Dictionary(
      uniqueKeysWithValues: rows.map { row in
        (row[0], Set(row[1].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }))
      })
  }

  @Test("the table has a row for every folder of Sources, and no other")
  func rows() throws {
    #expect(arrows.keys.sorted() == (try Repository.names(in: "Sources")))
  }

  @Test("no source file imports what its module may not")
  func imports() throws {
    let files = Repository.files(in: "Sources", ending: ".swift")
    #expect(files.count > 100)
    for file in files {
      let module = String(file.split(separator: "/")[1])
      let foreign = try Repository.imports(of: file).subtracting(Self.system)
      let extra = foreign.subtracting(arrows[module] ?? [])
      #expect(extra.isEmpty, "\(file) imports \(extra.sorted())")
    }
  }

  @Test("the table has no arrow that no file needs")
  func unused() throws {
    for (module, allowed) in arrows {
      let files = Repository.files(in: "Sources/\(module)", ending: ".swift")
      let used = try files.reduce(into: Set<String>()) {
        try $0.formUnion(Repository.imports(of: $1))
      }
      #expect(allowed.subtracting(used).isEmpty, "\(module)")
    }
  }

  @Test("the experiment half reaches no tensor, the learning half no database and no DAG")
  func halves() {
    let experiment = ["YAML", "Spec", "Pipeline", "Scheduling", "Storage", "Reporting"]
    let learning = [
      "Tensors", "MatrixProduct", "Tokenization", "Models", "Datasets", "Training",
    ]
    for module in experiment {
      #expect(reach(of: module).isDisjoint(with: learning + ["Stages", "CKernels", "COpenBLAS"]))
    }
    for module in learning {
      let foreign = experiment + ["Stages", "Fetching", "Serving", "GRDB", "Crypto"]
      #expect(reach(of: module).isDisjoint(with: foreign))
    }
  }

  /// Finds all modules that a module imports, itself or through others.
  private func reach(of module: String) -> Set<String> {
    var (reached, open): (Set<String>, [String]) = ([], [module])
    while let next = open.popLast() {
      for target in arrows[next] ?? [] where reached.insert(target).inserted { open.append(target) }
    }
    return reached
  }

  @Test("the package's manifest says the same")
  func manifest() throws {
    let manifest = try Repository.text("Package.swift")
    for match in manifest.matches(of: /module\(\s*"(\w+)",\s*uses: \[([^\]]*)\]/) {
      let declared = Set(match.2.matches(of: /"(\w+)"/).map { String($0.1) })
      let modules = Set(arrows.keys).intersection(arrows[String(match.1)] ?? [])
      #expect(declared == modules, "\(match.1)")
    }
  }
}
