import FoundationEssentials
import Testing

@Suite("masking in an experiment")
struct MaskingOptionTests {
  @Test("every unit and share gives another model; the defaults written out give the same")
  func options() throws {
    let masking = [
      "plain": "", "written": ", masking: {unit: token, share: 0.15, longest: 3}",
      "words": ", masking: {unit: word}", "grams": ", masking: {unit: ngram}",
      "more": ", masking: {share: 0.4}",
    ]
    let stages = masking.map { name, options in
      "  \(name): {kind: train, model: donor, data: text, steps: 3, batch_size: 8\(options)}\n"
    }
    let laboratory = try Laboratory(stages.sorted().joined())
    let models = try masking.keys.map { name in
      (name, try laboratory.file("model.safetensors", of: name))
    }
    let byName = Dictionary(uniqueKeysWithValues: models)
    #expect(byName["plain"] == byName["written"])
    #expect(Set(byName.values).count == 4)
  }
}
