import Models
import Testing

@testable import Stages

@Suite("models that no machine holds")
struct ModelMemoryTests {
  private let layout = ParameterLayout(
    ModelDescription(
      encoder: EncoderShape(
        layers: 2, hidden: 8, heads: 2, intermediate: 16, embedding: 8, vocabulary: 20,
        positions: 8, deviation: 0.02),
      sharing: NoSharing(), hasLanguageHead: true))

  @Test("are refused with both sizes, and those that just fit are not")
  func sizes() throws {
    let bytes = 4 * layout.count
    try layout.checkMemory(memory: bytes)
    try layout.checkMemory(copies: 4, memory: 4 * bytes)
    try layout.checkMemory(memory: nil)
    #expect(throws: StageError.self) { try layout.checkMemory(memory: bytes - 1) }
    #expect(throws: StageError.self) { try layout.checkMemory(copies: 4, memory: 4 * bytes - 1) }
  }

  @Test("are refused before their memory is asked for")
  func huge() throws {
    let huge = ParameterLayout(
      ModelDescription(
        encoder: EncoderShape(
          layers: 1024, hidden: 65_536, heads: 2, intermediate: 262_144, embedding: 65_536,
          vocabulary: 20, positions: 8, deviation: 0.02),
        sharing: NoSharing(), hasLanguageHead: true))
    let error = #expect(throws: StageError.self) { try huge.checkMemory(memory: 1 << 34) }
    let text = error?.description ?? ""
    #expect(text.contains("\(huge.count) parameters"), "\(text)")
    #expect(text.contains("17.2 GB of memory"), "\(text)")
  }
}
