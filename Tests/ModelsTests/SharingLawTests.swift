import Models
import Spec
import Testing

/// An encoder small enough to count by hand.
private func description(_ sharing: Value, layers: Int = 4, adapter: Adapter? = nil)
  -> ModelDescription
{
  let shape = EncoderShape(
    layers: layers, hidden: 8, heads: 2, intermediate: 16, embedding: 4, vocabulary: 11,
    positions: 6)
  return ModelDescription(encoder: shape, sharing: sharing, adapter: adapter)
}

@Suite("laws of every sharing strategy")
struct SharingLawTests {
  static let names = SharingCatalog.all.map { $0.variant.name }

  private static func options(_ name: String) -> [Value] {
    guard name == "mpo" else { return [.map(["kind": .text(name)])] }
    var all: [Value] = []
    for groups in [1, 2, 3] {
      for shares in ["central", "auxiliary"] {
        for tie in ["both", "biases", "norms", "none"] {
          all.append(
            .map([
              "kind": .text(name), "groups": .integer(groups), "shares": .text(shares),
              "tie": .text(tie),
            ]))
        }
      }
    }
    return all
  }

  private static func slots(layers: Int) -> [ParameterSlot] {
    let parts: [ParameterSlot.Part] = [
      .dense, .central, .auxiliary(1), .auxiliary(5), .adapterUp, .adapterDown, .bias,
    ]
    return (0..<layers).flatMap { layer in
      MatrixKind.allCases.flatMap { matrix in
        parts.map { ParameterSlot(layer: layer, site: .matrix(matrix), part: $0) }
      }
        + NormKind.allCases.flatMap { norm in
          [ParameterSlot.Part.scale, .bias].map {
            ParameterSlot(layer: layer, site: .norm(norm), part: $0)
          }
        }
    }
  }

  @Test("the owner of an owner is itself, of the same site and part", arguments: names, 1...7)
  func ownerOfOwner(name: String, layers: Int) throws {
    let kind = try #require(SharingCatalog.all.first { $0.variant.name == name })
    for options in Self.options(name) {
      let strategy = kind.init(options: options, layers: layers)
      for slot in Self.slots(layers: layers) {
        let owner = strategy.owner(of: slot)
        #expect(strategy.owner(of: owner) == owner)
        #expect(owner.inLayer(slot.layer) == slot && owner.layer <= slot.layer)
        #expect(strategy.shares(slot) || owner == slot)
      }
    }
  }

  @Test("adapters are never shared", arguments: names)
  func adaptersAreOwn(name: String) throws {
    let kind = try #require(SharingCatalog.all.first { $0.variant.name == name })
    for options in Self.options(name) {
      let strategy = kind.init(options: options, layers: 5)
      let slots = Self.slots(layers: 5).filter { $0.part == .adapterUp || $0.part == .adapterDown }
      #expect(slots.allSatisfy { strategy.owner(of: $0) == $0 })
    }
  }

  @Test("sizes counted by hand")
  func counts() {
    // 11·4 words, 6·4 positions, 2·4 segments, 2·4 norm, 4·8 + 8 projection.
    let embeddings = 44 + 24 + 8 + 8 + 40
    // Four 8×8 with biases, 16×8 + 16, 8×16 + 8, two norms of 2·8.
    let layer = 4 * 72 + 144 + 136 + 32
    let none = ParameterLayout(description(.map(["kind": .text("none")])))
    let all = ParameterLayout(description(.map(["kind": .text("all")])))
    #expect(none.count == embeddings + 4 * layer)
    #expect(all.count == embeddings + layer)
    // Rank 3 on four 8×8 matrices: 2·8·3 each, in each of the four layers.
    let adapted = ParameterLayout(
      description(.map(["kind": .text("all")]), adapter: Adapter(rank: 3)))
    #expect(adapted.count == all.count + 4 * 4 * 48)
  }

  @Test("published sizes: ALBERT base and BERT base, with pooler and without heads")
  func publishedCounts() {
    var albert = ModelDescription(
      encoder: EncoderShape(
        layers: 12, hidden: 768, heads: 12, intermediate: 3072, embedding: 128, vocabulary: 30000,
        positions: 512), sharing: .map(["kind": .text("all")]))
    // The pooler comes with a classifier; one class adds 769.
    albert.classes = ["only"]
    #expect(ParameterLayout(albert).count - 769 == 11_683_584)
    var bert = ModelDescription(
      encoder: EncoderShape(
        layers: 12, hidden: 768, heads: 12, intermediate: 3072, embedding: 768, vocabulary: 30522,
        positions: 512), sharing: .map(["kind": .text("none")]))
    bert.classes = ["only"]
    #expect(ParameterLayout(bert).count - 769 == 109_482_240)
  }
}
