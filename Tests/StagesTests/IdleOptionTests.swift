import Spec
import Testing

@Suite("options that would change nothing")
struct IdleOptionTests {
  private static let beginning = """
    experiment: idle
    stages:
      text: {kind: load, dataset: wordnet-glosses, max_length: 16, vocabulary: 1000}
      nouns: {kind: load, dataset: wordnet-nouns, max_length: 16, tokenizer: text}
      both: {kind: mixture, tasks: [{name: words, data: text}, {name: kinds, data: nouns}]}
      net: {kind: initialize, data: text, encoder: {layers: 2, hidden: 8, heads: 2}, sharing: none}
      parts: {kind: decompose, model: net, tensors: 3}
      chained: {kind: initialize, from: parts, sharing: mpo, adapter: {rank: 2, matrices: [query]}}
      cut: {kind: decompose, model: net, error: 0.5}
      guessed: {kind: initialize, from: cut, sharing: mpo}

    """

  private func errors(_ options: String, model: String, data: String) throws -> String {
    let stage = "  tried: {kind: train, model: \(model), data: \(data), steps: 1, \(options)}\n"
    do {
      _ = try plan("\(Self.beginning)\(stage)".utf8)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "are refused at their locations",
    arguments: [
      ("freeze: [central]", "net", "the model has no 'central'"),
      (
        "freeze: [heads, {kind: matrices, layers: [7]}]", "net",
        "the model has no 'matrices' in the layers 7"
      ),
      ("freeze: [matrices]", "chained", "the model has no 'matrices'"),
      (
        "freeze: [{kind: adapters, matrices: [key, output], layers: [1]}]", "chained",
        "the model has no 'adapters' of key, output in the layers 1"
      ),
      (
        "parameter_groups: [{select: [adapters], learning_rate_factor: 10}]", "net",
        "the model has no 'adapters'"
      ),
      ("parameter_groups: [{select: [heads, auxiliary]}]", "net", "the model has no 'auxiliary'"),
      (
        "parameter_groups: [{select: [matrices]}, {select: [{kind: matrices, layers: [0]}]}]",
        "net",
        "all of 'matrices' in the layers 0 are of an earlier group"
      ),
      (
        "hooks: [{kind: copies, select: [central]}]", "net",
        "`copies` selects no parameter that learns"
      ),
      ("hooks: [copies, copies]", "net", "two hooks move encoder.layer.0."),
      (
        "hooks: [{kind: multipliers, select: [matrices], factor: 0.5}], optimizer: lamb", "net",
        "`multipliers` can't multiply the updates of the optimizer 'lamb'"
      ),
      (
        "masking: {unit: word}", "net", "`masking` hides tokens that are predicted"
      ),
    ])
  func refused(options: String, model: String, message: String) throws {
    let found = try errors(options, model: model, data: "nouns")
    #expect(found.contains("spec.yaml:11:") && found.contains(message), "\(found)")
  }

  @Test(
    "lists of factors of no matrix are refused with the sides that there are",
    arguments: [
      ("factors: [[2, 3, 2]]", "no matrix has a side of 12, the product of the factors [2, 3, 2]"),
      ("factors: [[2, 2, 2], [2, 5, 7]]", "no matrix has a side of 70"),
      ("factors: [[2, 2, 2], [2, 4, 4], [1, 8, 1]]", nil),
      ("factors: [[10, 10, 10]], embeddings: true", nil),
    ])
  func factors(options: String, message: String?) throws {
    let stage = "  tried: {kind: decompose, model: net, tensors: 3, \(options)}\n"
    do {
      _ = try plan("\(Self.beginning)\(stage)".utf8)
      #expect(message == nil)
    } catch {
      let wanted = try #require(message, "\(error)")
      #expect("\(error)".contains("spec.yaml:11:") && "\(error)".contains(wanted), "\(error)")
      #expect("\(error)".contains("the sides are 8, 32"), "\(error)")
    }
  }

  @Test(
    "an option of a teacher's term without weight is refused",
    arguments: [
      ("logits: 0, hidden: 1, temperature: 4", "`temperature` softens scores"),
      ("layers: last", "`layers` chooses hidden states"), ("temperature: 4", ""),
      ("hidden: 1, layers: last", ""), ("logits: 0, hidden: 1", ""),
    ])
  func distillation(options: String, message: String) throws {
    let found = try errors(
      "distill: {teacher: net, \(options)}", model: "net", data: "text")
    #expect(message.isEmpty ? found.isEmpty : found.contains(message), "\(found)")
  }

  @Test(
    "what changes something is not",
    arguments: [
      ("freeze: [central, {kind: adapters, layers: [1, 9]}]", "chained", "nouns"),
      (
        "parameter_groups: [{select: [{kind: matrices, layers: [0]}]}, {select: [matrices]}]",
        "net", "nouns"
      ),
      ("freeze: [pooler, heads], parameter_groups: [{select: [embeddings]}]", "net", "nouns"),
      ("hooks: [copies, {kind: multipliers, select: [vectors], factor: 2}]", "net", "nouns"),
      ("masking: {share: 0.3}", "net", "text"), ("masking: {share: 0.3}", "net", "both"),
      ("freeze: [matrices]", "guessed", "nouns"),
    ])
  func sound(options: String, model: String, data: String) throws {
    #expect(try errors(options, model: model, data: data).isEmpty)
  }

  @Test("where the plan can't know the model, the stage fails with it")
  func unknown() throws {
    let error = #expect(throws: (any Error).self) {
      try Laboratory(
        """
          cut: {kind: decompose, model: donor, error: 0.5}
          guessed: {kind: initialize, from: cut, sharing: mpo}
          tried: {kind: train, model: guessed, data: classes, steps: 1, freeze: [adapters]}
        """)
    }
    #expect("\(error as Any)".contains("`freeze`: the model has no 'adapters'"))
  }
}
