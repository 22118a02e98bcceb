import TestSupport
import Testing
import Tokenization

/// Damage to bytes that a seed decides.
private struct Mutation {
  private var numbers: SeededNumbers
  /// What JSON is made of, to damage its structure and not only its letters.
  private static let parts = [
    "{", "}", "[", "]", "\"", ",", ":", "null", "-1", "1e9", "\\u", "\\", "\"type\"", "true", "\0",
  ].map { Array($0.utf8) }

  init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

  /// One to four changes: a byte, a part gone, a part twice, or a part of JSON put in.
  mutating func apply(to bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &numbers) where !bytes.isEmpty {
      let offset = Int.random(in: bytes.indices, using: &numbers)
      let end = min(bytes.count, offset + Int.random(in: 1...24, using: &numbers))
      switch Int.random(in: 0..<4, using: &numbers) {
      case 0: bytes[offset] = UInt8.random(in: 0...255, using: &numbers)
      case 1: bytes.removeSubrange(offset..<end)
      case 2: bytes.insert(contentsOf: Array(bytes[offset..<end]), at: offset)
      default:
        let part = Self.parts[Int.random(in: Self.parts.indices, using: &numbers)]
        bytes.insert(contentsOf: part, at: offset)
      }
    }
    return bytes
  }
}

@Suite("damaged files of vocabularies")
struct DamageTests {
  private static let text = "A quick ``test'' of Á中[MASK] ﬁ\u{301} <unk>"

  @Test("a damaged document is read or refused, and never traps", arguments: UInt64(0)..<8)
  func documents(seed: UInt64) throws {
    let compact = [smallWordPiece, smallUnigram].map { document in
      document.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: "\n")
    }
    try expectOrder(
      VocabularyFile.tokenizer, Array(compact[Int(seed % 2)].utf8), seed: seed, mutants: 400)
  }

  @Test("and so is a damaged file of SentencePiece", arguments: UInt64(0)..<4)
  func models(seed: UInt64) throws {
    let model = [UInt8](try TokenizerFixture.load().sentencePiece)
    try expectOrder(VocabularyFile.sentencePiece, model, seed: seed, mutants: 150)
  }

  @Test("every beginning of a document is refused", arguments: [smallWordPiece, smallUnigram])
  func beginnings(document: String) {
    let bytes = Array(document.utf8)
    for count in bytes.indices {
      #expect(throws: VocabularyError.self) {
        try VocabularyFile.read(contents: [VocabularyFile.tokenizer: Array(bytes.prefix(count))])
      }
    }
  }

  /// Reads mutants; those that can be read and used give ids of their vocabularies.
  private func expectOrder(
    _ name: String, _ bytes: [UInt8], seed: UInt64, mutants: Int
  ) throws {
    var mutation = Mutation(seed: seed)
    var (readable, refused) = (0, 0)
    for _ in 0..<mutants {
      do throws(VocabularyError) {
        let vocabulary = try VocabularyFile.read(
          contents: [name: mutation.apply(to: bytes)])
        let ids = try vocabulary.tokenizer().encode(Self.text)
        #expect(ids.allSatisfy { vocabulary.pieces.indices.contains(Int($0)) })
        readable += 1
      } catch {
        #expect(!error.description.isEmpty)
        refused += 1
      }
    }
    #expect(readable > 0 && refused > 0)
  }
}
