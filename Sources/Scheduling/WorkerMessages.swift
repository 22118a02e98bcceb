internal import FoundationEssentials
internal import Pipeline

/// A request to a worker: one line of JSON on its standard input.
enum WorkerRequest: Codable {
  case run(StageJob)
  case stop
}

/// An answer of a worker: one line of JSON on its standard output.
enum WorkerEvent: Codable {
  case progress(StageProgress)
  /// The stage has started a command in a process group of this number.
  case began(Int32)
  /// The command in the process group of this number is gone.
  case ended(Int32)
  case done(StageOutput)
  case failed(String)
  case stopped
}

/// How numbers that JSON has no notation for are written.
private let notFinite = (infinity: "inf", negativeInfinity: "-inf", notANumber: "nan")

/// Encodes a message as a line.
func encodedLine(_ message: some Encodable) throws -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: notFinite.infinity, negativeInfinity: notFinite.negativeInfinity,
    nan: notFinite.notANumber)
  return [UInt8](try encoder.encode(message)) + [UInt8(ascii: "\n")]
}

/// Decodes a message from a line.
func decodedLine<Message: Decodable>(_ type: Message.Type, _ line: [UInt8]) throws -> Message {
  let decoder = JSONDecoder()
  decoder.nonConformingFloatDecodingStrategy = .convertFromString(
    positiveInfinity: notFinite.infinity, negativeInfinity: notFinite.negativeInfinity,
    nan: notFinite.notANumber)
  return try decoder.decode(type, from: Data(line))
}
