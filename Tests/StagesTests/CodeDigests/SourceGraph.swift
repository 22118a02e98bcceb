import Foundation
import Spec
import TestSupport

/// Finds the sources on which the results of each stage kind depend.
///
/// A file of Stages depends on another one if it mentions a type, a function or a member of an
/// extension that the other declares; it depends on every file of the modules that it imports, and
/// of those that they import. So what a kind depends on is never less than what it uses.
struct SourceGraph {
  /// Modules that describe or move work and don't do it; what they pass on is in the key.
  private static let others: Set<String> = ["Pipeline", "Spec", "YAML"]

  /// The essence of each file of Stages, by its path below `Sources`.
  private let files: [String: String]
  private let uses: [String: Set<String>]
  private let imports: [String: Set<String>]
  private let modules: ModuleDigests

  init(root: String) throws {
    var sources: [String: String] = [:]
    for path in SourceFolder(root: root).files("Stages") {
      sources[path] = try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }
    try self.init(stages: sources, modules: ModuleDigests(root: root))
  }

  init(stages sources: [String: String], modules: ModuleDigests) {
    files = sources.mapValues(SourceText.essence)
    imports = sources.mapValues(ModuleDigests.imports)
    self.modules = modules
    let words = files.mapValues(SourceText.words)
    let types = Set(sources.values.flatMap { Declarations($0, ownTypes: []).types })
    let exports = sources.mapValues { Declarations($0, ownTypes: types).exports }
    uses = words.mapValues { words in
      Set(exports.filter { !$0.value.isDisjoint(with: words) }.map(\.key))
    }
  }

  /// Finds the file that declares a stage kind of that type.
  func file(declaring type: String) -> String? {
    files.keys.sorted().first { files[$0]?.contains("enum \(type):StageKind") == true }
  }

  /// Finds the files of Stages that a kind depends on, sorted.
  ///
  /// Other kinds are not among them unless their types are mentioned by name.
  func closure(of start: Set<String>, without catalogs: Set<String>) -> [String] {
    var (found, open) = (start, Array(start))
    while let next = open.popLast() {
      for file in uses[next] ?? [] where !catalogs.contains(file) && found.insert(file).inserted {
        open.append(file)
      }
    }
    return found.sorted()
  }

  /// Computes a digest of the files and of all modules that they import, and those modules.
  func digest(of closure: [String]) -> (digest: String, modules: [String]) {
    let imported = Set(closure.flatMap { imports[$0] ?? [] }).subtracting(Self.others)
    let needed = modules.closure(of: imported).subtracting(Self.others).sorted()
    let fields =
      closure.flatMap { [$0, files[$0] ?? ""] }
      + needed.flatMap { [$0, modules.digests[$0] ?? ""] }
    return (String(Fingerprint(ofFields: fields).description.prefix(16)), needed)
  }
}

/// The declarations of a file that others may use.
private struct Declarations {
  let types: Set<String>
  let exports: Set<String>

  /// Finds the declarations of a file.
  ///
  /// - Parameter ownTypes: Types of the module; extensions of other types are searched for members.
  init(_ text: String, ownTypes: Set<String>) {
    var (types, exports): (Set<String>, Set<String>) = ([], [])
    var isInForeignExtension = false
    for line in text.split(separator: "\n") {
      let isTop = !line.hasPrefix(" ") && !line.hasPrefix("}")
      if isTop {
        isInForeignExtension = false
        if let match = line.firstMatch(of: /extension \[?(\w+)/) {
          isInForeignExtension = !ownTypes.contains(String(match.1))
        }
      }
      if let match = line.firstMatch(of: /(?:struct|enum|class|protocol|actor|typealias) (\w+)/) {
        types.insert(String(match.1))
        exports.insert(String(match.1))
      }
      guard isTop || isInForeignExtension else { continue }
      if let match = line.firstMatch(of: /(?:func|var|let) (\w+)/) {
        exports.insert(String(match.1))
      }
    }
    (self.types, self.exports) = (types, exports)
  }
}
