internal import FoundationEssentials
internal import Pipeline

/// What a worker is told: one JSON object a line on its standard input.
enum WorkerRequest: Codable {
  case run(StageJob)
  case stop
}

/// What a worker answers: one JSON object a line on its standard output.
enum WorkerEvent: Codable {
  case progress(StageProgress)
  /// The stage has started a command in a process group of this number, and the command is gone.
  case began(Int32)
  case ended(Int32)
  case done(StageOutput)
  case failed(String)
  case stopped
}

/// How figures that JSON has no number for are written.
private let notFinite = (infinity: "inf", negativeInfinity: "-inf", notANumber: "nan")

/// Encodes a message as a line.
func encodedLine(_ message: some Encodable) throws -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: notFinite.infinity, negativeInfinity: notFinite.negativeInfinity,
    nan: notFinite.notANumber)
  return [UInt8](try encoder.encode(message)) + [UInt8(ascii: "\n")]
}

func decodedLine<Message: Decodable>(_ type: Message.Type, _ line: [UInt8]) throws -> Message {
  let decoder = JSONDecoder()
  decoder.nonConformingFloatDecodingStrategy = .convertFromString(
    positiveInfinity: notFinite.infinity, negativeInfinity: notFinite.negativeInfinity,
    nan: notFinite.notANumber)
  return try decoder.decode(type, from: Data(line))
}
