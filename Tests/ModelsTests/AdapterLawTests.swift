import Models
import Options
import Spec
import Tensors
import TestSupport
import Testing

@Suite("laws of every adapter")
struct AdapterLawTests {
  static let names = AdapterCatalog.all.map { $0.name }

  /// Makes adapters of all combinations of a few values of each option, as far as they fit.
  private static func adapters(_ name: String) -> [any Adapter] {
    guard let kind = AdapterCatalog.all.first(where: { $0.name == name }) else { return [] }
    let combinations = kind.declarations.reduce([[String: Value]()]) { chosen, option in
      chosen.flatMap { members in
        values(of: option).map { value in
          var members = members
          members[option.name] = value
          return members
        }
      }
    }
    return combinations.map { kind.init(reading: .map($0)) }.filter { adapter in
      let model = description(adapter)
      return adapter.problem(in: model) == nil
        && adapter.matrices.allSatisfy { adapter.rank <= model.fullRank(ofAdapterOf: $0) }
    }
  }

  /// A few values of an option, nil for one that is left out.
  private static func values(of option: OptionDeclaration) -> [Value?] {
    let standard = option.standardValue
    let given: [Value] =
      switch option.type {
      case .choice(let names): names.map { .text($0) }
      case .boolean: [.boolean(true), .boolean(false)]
      case .integer(let range, _): [1, 3].filter(range.contains).map { .integer($0) }
      case .list(.choice(let names)): [.list(names.map { .text($0) }), .list([.text(names[0])])]
      default: standard.map { [$0] } ?? []
      }
    var values: [Value?] = given
    if standard == nil { values.append(nil) }
    return values
  }

  /// A model of four layers whose sharing has what the adapter is added to.
  private static func description(_ adapter: any Adapter) -> ModelDescription {
    ExportCase.description(adapter.target == .central ? "mpo" : "all", adapter: adapter) {
      $0.classes = ["thing", "animal", "plant"]
    }
  }

  private static func without(_ description: ModelDescription) -> ModelDescription {
    var bare = description
    bare.adapter = nil
    return bare
  }

  /// The largest Frobenius norm of a fresh term: 0, or what the adapter's paper says.
  private static func largestStart(_ adapter: any Adapter) -> Double {
    guard let adapter = adapter as? DeepLoRA else { return 0 }
    let scale = adapter.startScale
    return scale * scale * scale * Double(adapter.rank).squareRoot() * 1.00001
  }

  @Test("there are options with which it fits a model", arguments: names)
  func fits(name: String) { #expect(!Self.adapters(name).isEmpty) }

  @Test("its parts are each layer's own, alike in all layers, or shared by all", arguments: names)
  func parts(name: String) {
    for adapter in Self.adapters(name) {
      let description = Self.description(adapter)
      let layout = ParameterLayout(description)
      let parameters = layout.parameters.filter { $0.part == .adapters }
      let bare = ParameterLayout(Self.without(description))
      #expect(!parameters.isEmpty)
      #expect(layout.count == bare.count + parameters.reduce(0) { $0 + $1.count })
      #expect(Set(parameters.map(\.name)).count == parameters.count)
      var own: [Int: Set<String>] = [:]
      for parameter in parameters {
        guard let owner = parameter.owner else {
          Issue.record("\(parameter.name) has no owner")
          continue
        }
        if owner.site == .adapter {
          #expect(parameter.name == "encoder.shared.adapter.\(owner.part.name)")
        } else {
          let rest = "\(owner.site.name).\(owner.part.name)"
          #expect(parameter.name == "encoder.layer.\(owner.layer).\(rest)")
          own[owner.layer, default: []].insert(rest)
        }
      }
      #expect(own.isEmpty || own.count == 4 && Set(own.values).count == 1)
    }
  }

  @Test("it starts as nothing, or as little as it says", arguments: names)
  func start(name: String) {
    for adapter in Self.adapters(name) {
      let description = Self.description(adapter)
      let bank = ParameterBank(ParameterLayout(description))
      bank.startFresh(seed: 3, description.encoder)
      for parameter in bank.layout.parameters
      where parameter.part == .matrices || parameter.part == .central {
        bank[parameter.name] = Array(repeating: 0, count: parameter.count)
      }
      let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
      let weights = EncoderWeights(description, bank: bank, tape: tape, learning: false)
      for layer in 0..<4 {
        for matrix in MatrixKind.allCases {
          let squares = weights.weight(matrix, layer: layer).numbers.reduce(0.0) {
            $0 + Double($1) * Double($1)
          }
          #expect(squares.squareRoot() <= Self.largestStart(adapter), "\(adapter)")
        }
      }
    }
  }

  @Test("it starts as the same bits from the same seed", arguments: names)
  func seeds(name: String) {
    for adapter in Self.adapters(name) {
      let description = Self.description(adapter)
      let banks = (0..<2).map { _ in ParameterBank(ParameterLayout(description)) }
      for bank in banks { bank.startFresh(seed: 8, description.encoder) }
      for parameter in banks[0].layout.parameters {
        let bits = banks.map { bank in bank[parameter.name]?.map(\.bitPattern) }
        #expect(bits[0] == bits[1], "\(parameter.name)")
      }
    }
  }

  @Test("it is read as it was written", arguments: names)
  func files(name: String) throws {
    for adapter in Self.adapters(name) {
      let folder = try TemporaryFolder()
      let model = ExportCase(Self.description(adapter)).model
      let read = try StoredModel(files: model.write(into: folder.path))
      #expect(read.description == model.description)
      #expect(read.description.adapter?.canonicalWithKind == adapter.canonicalWithKind)
      for parameter in model.bank.layout.parameters {
        #expect(read.bank[parameter.name] == model.bank[parameter.name], "\(parameter.name)")
      }
    }
  }

  @Test("a plain model with it added computes the same", arguments: names)
  func merging(name: String) throws {
    for adapter in Self.adapters(name) {
      let folder = try TemporaryFolder()
      let model = ExportCase(Self.description(adapter)).model
      _ = try model.export(as: .huggingFace, to: folder.file("model"))
      let read = try ImportedModel(huggingFace: folder.file("model")).model
      let isPlain = read.description.adapter == nil
      #expect(isPlain)
      let wanted = ExportCase.scores(of: model)
      #expect(relativeDistance(ExportCase.scores(of: read), wanted.map(Double.init)) < 1e-6)
      let bare = StoredModel(
        description: Self.without(model.description), bank: model.bank,
        vocabulary: model.vocabulary)
      #expect(ExportCase.scores(of: bare) != wanted)
    }
  }
}
