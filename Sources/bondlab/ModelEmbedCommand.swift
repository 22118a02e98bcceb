internal import ArgumentParser
internal import FoundationEssentials
internal import Platform
internal import Stages

struct ModelEmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Prints a vector of length 1 for each line of a text, as CSV",
    discussion: """
      A row has the number of the line, from 1, and the vector's numbers, each in the shortest \
      form that reads back in single precision. Lines end with LF or CRLF.
      """)

  @OptionGroup var model: ModelArguments
  @Argument(help: "UTF-8 file with one text a line; - for standard input")
  var file = "-"
  @Option(
    help: """
      How a text's last hidden states become a vector: \
      \(TextEmbedding.poolings.joined(separator: ", ")) (that of [CLS])
      """)
  var pooling = TextEmbedding.poolings[0]
  @Option(help: "Largest number of tokens of a text, [CLS] and [SEP] included; the rest is cut off")
  var maximum = 128
  @Option(help: "Number of threads (otherwise one for each core); it changes no bit")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  /// Number of texts whose vectors are held in memory at a time.
  private static let chunk = 256

  func validate() throws {
    guard maximum >= 3, threads > 0 else {
      throw ValidationError("--maximum must be at least 3, and --threads at least 1")
    }
    guard TextEmbedding.poolings.contains(pooling) else {
      throw ValidationError(
        "--pooling must be one of \(TextEmbedding.poolings.joined(separator: ", "))")
    }
  }

  func run() throws {
    let embedding = try TextEmbedding(
      model.source(), pooling: pooling, maximum: maximum, threads: threads)
    for remark in embedding.remarks { complain(remark) }
    let texts = try lines()
    print((["line"] + (1...embedding.width).map { "x\($0)" }).joined(separator: ","))
    for start in stride(from: 0, to: texts.count, by: Self.chunk) {
      let vectors = try embedding.vectors(
        Array(texts[start..<min(start + Self.chunk, texts.count)]))
      for (index, vector) in vectors.enumerated() {
        print((["\(start + index + 1)"] + vector.map { "\($0)" }).joined(separator: ","))
      }
    }
  }

  private func lines() throws -> [String] {
    let bytes = try file == "-" ? standardInput() : readBytes(file)
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return try lines.enumerated().map { index, line in
      let bytes = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw RequestError("\(file):\(index + 1): expected UTF-8, found other bytes")
      }
      return text
    }
  }

  private func standardInput() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count: Int
      do {
        count = try Descriptor.read(
          Descriptor.standardInput, into: &chunk, named: "standard input")
      } catch {
        throw RequestError("standard input can't be read: \(error.reason)")
      }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }
}
