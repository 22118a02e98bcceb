internal import Options
internal import Platform
package import Spec

/// Makes the keys of stages, for which each file is read once, however many stages use it.
package final class StageKeying {
  private let digest: (String) throws -> Fingerprint
  private let members: (String) -> [String]
  private let environment: String
  private var known: [String: Fingerprint] = [:]
  /// For each stage and option, the last value and its components in keys, as most options of a
  /// sweep are the same in every cell.
  private var said: [String: [String: (value: Value, components: [KeyComponent])]] = [:]

  /// Makes a maker of keys that reads files by the given functions.
  ///
  /// - Parameters:
  ///   - environment: The class of machines that give the same results.
  ///   - digest: Computes the digest of a file's content.
  ///   - members: Lists the names of what a folder holds; none where it can't be read.
  package init(
    environment: String = EnvironmentClass.name,
    digest: @escaping (String) throws -> Fingerprint = { try Fingerprint(ofFile: $0) },
    members: @escaping (String) -> [String] = { FolderMembers.names(in: $0) }
  ) {
    self.environment = environment
    self.digest = digest
    self.members = members
  }

  /// Makes the key of a stage whose inputs are finished.
  ///
  /// - Parameter contents: The content of each of the stage's groups, in their order.
  /// - Throws: An error where a file that an option names can't be read.
  package func key(of stage: PlannedStage, contents: [Fingerprint]) throws -> StageKey {
    var components = try ownComponents(of: stage)
    for (name, content) in zip(stage.inputNames, contents) {
      components.append(KeyComponent(name, content.description))
    }
    return StageKey(components)
  }

  /// Makes a digest of the components that the key has whatever the inputs are.
  package func recipe(of stage: PlannedStage) throws -> Fingerprint {
    StageKey.recipe(of: try ownComponents(of: stage))
  }

  private func ownComponents(of stage: PlannedStage) throws -> [KeyComponent] {
    var components = [
      KeyComponent("environment", environment),
      KeyComponent("kind", stage.declaration.kind),
      KeyComponent("version", "\(stage.declaration.version)"),
    ]
    var said = self.said.removeValue(forKey: stage.name) ?? [:]
    defer { self.said[stage.name] = said }
    for (name, value) in stage.options.map ?? [:] {
      if let known = said[name], known.value == value {
        components += known.components
        continue
      }
      var own: [KeyComponent] = []
      let option = stage.declaration.options.first { $0.name == name }
      if option?.countsInKey != false {
        try add(value, option?.type ?? .text, named: name, to: &own)
      }
      said[name] = (value, own)
      components += own
    }
    return components
  }

  /// Adds the members of a map by name; declarations say which of a folder's members count.
  private func add(
    _ value: Value, _ declarations: [OptionDeclaration], _ prefix: String,
    to components: inout [KeyComponent]
  ) throws {
    let types = Dictionary(declarations.map { ($0.name, $0.type) }, uniquingKeysWith: { a, _ in a })
    for (name, member) in value.map ?? [:] {
      try add(member, types[name] ?? .text, named: prefix + name, to: &components)
    }
  }

  private func add(
    _ value: Value, _ type: OptionType, named name: String, to components: inout [KeyComponent]
  ) throws {
    switch (type, value) {
    case (.folder(let required, let optional), .path(let path)):
      let further =
        optional.isEmpty
        ? []
        : FolderMembers.present(optional, in: path, names: members(path))
          .filter { !required.contains($0) }
      let fields = try (required.sorted() + further.sorted()).flatMap {
        [$0, try content("\(path)/\($0)").description]
      }
      components.append(KeyComponent("file.\(name)", Fingerprint(ofFields: fields).description))
    case (_, .path(let path)):
      components.append(KeyComponent("file.\(name)", try content(path).description))
    case (.group(let options), .map): try add(value, options, "\(name).", to: &components)
    case (.variant(_, let variants), .map):
      let chosen = variants.first { $0.name == value.kind }
      try add(value, chosen?.options ?? [], "\(name).", to: &components)
    case (.map(let element), .map(let members)) where value.hasPath:
      for (member, item) in members {
        try add(item, element, named: "\(name).\(member)", to: &components)
      }
    case (.list(let element), .list(let values)) where values.contains { $0.hasPath }:
      for (index, item) in values.enumerated() {
        try add(item, element, named: "\(name).\(index)", to: &components)
      }
    default: components.append(KeyComponent("option.\(name)", value.canonicalJSON))
    }
  }

  private func content(_ path: String) throws -> Fingerprint {
    if let digest = known[path] { return digest }
    let digest = try digest(path)
    known[path] = digest
    return digest
  }
}

extension Value {
  fileprivate var hasPath: Bool {
    switch self {
    case .path: true
    case .list(let values): values.contains { $0.hasPath }
    case .map(let members): members.values.contains { $0.hasPath }
    default: false
    }
  }
}
