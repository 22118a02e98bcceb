import Models
import Options
import Spec
import Testing

/// An encoder small enough to count by hand.
private func description(
  _ sharing: any SharingStrategy, layers: Int = 4, adapter: (any Adapter)? = nil
)
  -> ModelDescription
{
  let shape = EncoderShape(
    layers: layers, hidden: 8, heads: 2, intermediate: 16, embedding: 4, vocabulary: 11,
    positions: 6)
  return ModelDescription(encoder: shape, sharing: sharing, adapter: adapter)
}

@Suite("laws of every sharing strategy")
struct SharingLawTests {
  static let names = SharingCatalog.all.map { $0.name }

  /// Makes strategies in which any two options have all pairs of their values, and the others their
  /// first ones; there are none where an option is of a type that isn't tried.
  private static func strategies(_ name: String) -> [any SharingStrategy] {
    let kind = SharingCatalog.all.first { $0.name == name }
    let options = (kind?.declarations ?? []).map { (name: $0.name, values: values(of: $0.type)) }
    guard options.allSatisfy({ !$0.values.isEmpty }) else { return [] }
    let first = options.reduce(into: [String: Value]()) { $0[$1.name] = $1.values[0] }
    var chosen: Set<[String: Value]> = [first]
    for one in options {
      for other in options {
        for value in one.values {
          for otherValue in other.values {
            var members = first
            members[one.name] = value
            members[other.name] = otherValue
            chosen.insert(members)
          }
        }
      }
    }
    return chosen.map { strategy(name, $0) }
  }

  /// Returns values of an option that are tried: the first four numbers of a range, and all else.
  private static func values(of type: OptionType) -> [Value] {
    switch type {
    case .choice(let names): names.map { .text($0) }
    case .integer(let range, _): range.prefix(4).map { .integer($0) }
    case .boolean: [.boolean(true), .boolean(false)]
    case .number(let range): [.number(range.lowerBound), .number(range.upperBound)]
    case .list(.choice(let names)): [.list(names.map { .text($0) }), .list([.text(names[0])])]
    default: []
    }
  }

  private static func slots(layers: Int) -> [ParameterSlot] {
    let parts: [ParameterSlot.Part] = [
      .dense, .central, .auxiliary(1), .auxiliary(5), .adapterUp, .adapterDown, .diagonal, .bias,
      .atoms, .coefficients(of: 2), .rowScales, .polynomialTerm(1, inputs: 8), .sharedBasis,
    ]
    return (0..<layers).flatMap { layer -> [ParameterSlot] in
      let usual: [ParameterSlot] =
        MatrixKind.allCases.flatMap { matrix in
          parts.map { ParameterSlot(layer: layer, site: .matrix(matrix), part: $0) }
        }
        + NormKind.allCases.flatMap { norm in
          [ParameterSlot.Part.scale, .bias].map {
            ParameterSlot(layer: layer, site: .norm(norm), part: $0)
          }
        }
        + BottleneckPosition.allCases.flatMap { position in
          [ParameterSlot.Part.down, .downBias, .up, .upBias, .adapterScale, .adapterShift].map {
            ParameterSlot(layer: layer, site: .bottleneck(position), part: $0)
          }
        }
      return usual + [
        ParameterSlot(layer: layer, site: .layerOutput, part: .outputScale),
        ParameterSlot(layer: layer, site: .injection, part: .injection),
        ParameterSlot(layer: layer, site: .injection, part: .injectionBias),
      ]
    }
  }

  @Test("the owner of an owner is itself, of the same site and part", arguments: names, 1...7)
  func ownerOfOwner(name: String, layers: Int) throws {
    for strategy in Self.strategies(name) {
      let plan = SharingPlan(strategy, layers: layers)
      for slot in Self.slots(layers: layers) {
        let owner = plan.owner(of: slot)
        #expect(plan.owner(of: owner) == owner)
        #expect(owner.inLayer(slot.layer) == slot && owner.layer <= slot.layer)
        #expect(plan.shares(slot) || owner == slot)
      }
    }
  }

  @Test(
    "so many groups as asked for, if there are as many layers, of lengths that differ by one",
    arguments: [
      ("mpo", "groups", nil), ("blocks", "unique", "sequence"), ("blocks", "unique", "cycle"),
      ("blocks", "unique", "cycle-reverse"), ("relaxed", "unique", "sequence"),
      ("residual", "unique", nil), ("loop", "core", "cycle"),
    ] as [(String, String, String?)])
  func groupCounts(name: String, option: String, order: String?) {
    for layers in 1...24 {
      for count in 1...24 {
        var options: [String: Value] = [option: .integer(count)]
        options["order"] = order.map { .text($0) }
        let owners = strategy(name, options).owners(layers: layers)
        var lengths: [Int: Int] = [:]
        for owner in owners { lengths[owner, default: 0] += 1 }
        #expect(lengths.count == min(count, layers), "\(count) of \(layers)")
        let isEven = (lengths.values.max() ?? 0) - (lengths.values.min() ?? 0) <= 1
        #expect(isEven || order == "cycle-reverse", "\(count) of \(layers)")
        if order == nil || order == "sequence" { #expect(owners == owners.sorted()) }
      }
    }
  }

  @Test("every option of every strategy is tried by these laws", arguments: names)
  func optionsAreTried(name: String) { #expect(!Self.strategies(name).isEmpty) }

  @Test("adapters are never shared", arguments: names)
  func adaptersAreOwn(name: String) throws {
    for strategy in Self.strategies(name) {
      let plan = SharingPlan(strategy, layers: 5)
      let slots = Self.slots(layers: 5).filter { slot in
        if case .bottleneck = slot.site { return true }
        return [.adapterUp, .adapterDown, .diagonal, .outputScale].contains(slot.part)
      }
      #expect(slots.allSatisfy { plan.owner(of: $0) == $0 })
    }
  }

  @Test("sizes counted by hand")
  func counts() {
    // 11·4 words, 6·4 positions, 2·4 segments, 2·4 norm, 4·8 + 8 projection.
    let embeddings = 44 + 24 + 8 + 8 + 40
    // Four 8×8 with biases, 16×8 + 16, 8×16 + 8, two norms of 2·8.
    let layer = 4 * 72 + 144 + 136 + 32
    let none = ParameterLayout(description(NoSharing()))
    let all = ParameterLayout(description(FullSharing()))
    #expect(none.count == embeddings + 4 * layer)
    #expect(all.count == embeddings + layer)
    // Rank 3 on four 8×8 matrices: 2·8·3 each, in each of the four layers.
    let adapted = ParameterLayout(
      description(FullSharing(), adapter: LoRA(rank: 3)))
    #expect(adapted.count == all.count + 4 * 4 * 48)
  }

  @Test("published sizes: ALBERT base and BERT base, with pooler and without heads")
  func publishedCounts() {
    var albert = ModelDescription(
      encoder: EncoderShape(
        layers: 12, hidden: 768, heads: 12, intermediate: 3072, embedding: 128, vocabulary: 30000,
        positions: 512), sharing: FullSharing())
    // The pooler comes with a classifier; one class adds 769.
    albert.classes = ["only"]
    #expect(ParameterLayout(albert).count - 769 == 11_683_584)
    var bert = ModelDescription(
      encoder: EncoderShape(
        layers: 12, hidden: 768, heads: 12, intermediate: 3072, embedding: 768, vocabulary: 30522,
        positions: 512), sharing: NoSharing())
    bert.classes = ["only"]
    #expect(ParameterLayout(bert).count - 769 == 109_482_240)
  }

  /// Parameters of a 12-layer, 768-wide encoder with pooler and without heads.
  private func baseSize(_ sharing: any SharingStrategy, embedding: Int = 128) -> Int {
    let shape = EncoderShape(
      layers: 12, hidden: 768, heads: 12, intermediate: 3072, embedding: embedding,
      vocabulary: 30000, positions: 512)
    let description = ModelDescription(
      encoder: shape, sharing: sharing, classes: ["only"])
    return ParameterLayout(description).count - 769
  }

  @Test(
    "published sizes: ALBERT's sharing study (arXiv 1909.11942, table 4), in units of 10 000",
    arguments: [
      ("all", 1168, 3111), ("attention", 6365, 8308), ("ffn", 3769, 5712), ("none", 8965, 10908),
    ])
  func sharingStudy(name: String, narrow: Int, wide: Int) {
    func rounded(_ size: Int) -> Int { (size + 5000) / 10000 }
    #expect(rounded(baseSize(strategy(name))) == narrow)
    #expect(rounded(baseSize(strategy(name), embedding: 768)) == wide)
  }

  @Test(
    "sizes of tied blocks, whatever their order",
    arguments: [(1, 1168), (2, 1877), (3, 2586), (4, 3295), (6, 4712), (12, 8965)],
    [LayerOrder.sequence, .cycle, .cycleReverse])
  func blocks(unique: (Int, Int), order: LayerOrder) {
    let size = baseSize(BlockSharing(unique: unique.0, order: order))
    #expect((size + 5000) / 10000 == unique.1)
  }

  @Test("sizes of the low-rank, diagonal and bottleneck terms, in the middle of ALBERT base")
  func relaxedSizes() {
    let six = LoRA(rank: 8, matrices: MatrixKind.allCases)
    func size(_ sharing: any SharingStrategy, _ adapter: (any Adapter)?) -> Int {
      let shape = EncoderShape(
        layers: 12, hidden: 768, heads: 12, intermediate: 3072, embedding: 128,
        vocabulary: 30000, positions: 512)
      return ParameterLayout(
        ModelDescription(encoder: shape, sharing: sharing, adapter: adapter)
      ).count
    }
    let all = size(FullSharing(), nil)
    // 0.166 M for each rank on six matrices of 12 layers: 12 · (4 · 1536 + 2 · 3840).
    let lowRank = 8 * 12 * (4 * 1536 + 2 * 3840)
    #expect(size(RelaxedSharing(), six) == all + lowRank)
    // The other 11 layers' biases and norms, and six diagonals of 768 in each of 12 layers.
    let own = 11 * (4 * 768 + 3072 + 768 + 4 * 768) + 12 * 6 * 768
    #expect(size(ResidualSharing(), six) == all + lowRank + own)
    // Two a layer: 768 -> 48 -> 768 with biases and a norm.
    let bottleneck = 12 * 2 * (2 * 768 * 48 + 48 + 768 + 2 * 768)
    #expect(
      size(BottleneckSharing(), nil) == all + bottleneck)
  }

  @Test(
    "the owners of a matrix's slots, layer by layer",
    arguments: [
      ("blocks", "sequence", 3, [0, 0, 2, 2, 4, 4]), ("blocks", "cycle", 3, [0, 1, 2, 0, 1, 2]),
      ("blocks", "cycle-reverse", 3, [0, 1, 2, 2, 1, 0]),
      ("blocks", "cycle-reverse", 2, [0, 1, 0, 1, 1, 0]), ("sandwich", "", 0, [0, 1, 1, 1, 1, 5]),
      ("all-but-last", "", 0, [0, 0, 0, 0, 0, 5]), ("middle-cycle", "", 2, [0, 1, 2, 1, 2, 5]),
      ("middle-sequence", "", 2, [0, 1, 1, 3, 3, 5]),
      ("relaxed", "middle-sequence", 2, [0, 1, 1, 3, 3, 5]),
      ("relaxed", "middle-cycle", 2, [0, 1, 2, 1, 2, 5]),
      ("relaxed", "cycle-reverse", 3, [0, 1, 2, 2, 1, 0]), ("residual", "", 2, [0, 0, 0, 3, 3, 3]),
      ("one-ffn", "", 0, [0, 0, 0, 0, 0, 0]),
    ])
  func owners(name: String, order: String, unique: Int, owners: [Int]) throws {
    let options: [String: Value] = ["unique": .integer(unique), "order": .text(order)]
    let plan = SharingPlan(strategy(name, options), layers: 6)
    let found = (0..<6).map { layer in
      plan.owner(of: ParameterSlot(layer: layer, site: .matrix(.output), part: .dense)).layer
    }
    #expect(found == owners)
  }

  @Test(
    "norms stay each layer's own in Subformer's strategies and in One Wide FFN",
    arguments: ["sandwich", "all-but-last", "one-ffn"])
  func norms(name: String) throws {
    let plan = SharingPlan(strategy(name), layers: 5)
    let norms = Self.slots(layers: 5).filter { if case .norm = $0.site { true } else { false } }
    #expect(norms.count == 20 && norms.allSatisfy { plan.owner(of: $0) == $0 })
  }
}
