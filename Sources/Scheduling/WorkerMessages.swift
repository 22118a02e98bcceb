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
  case done(StageOutput)
  case failed(String)
  case stopped
}

/// Encodes a message as a line.
func encodedLine(_ message: some Encodable) throws -> [UInt8] {
  [UInt8](try JSONEncoder().encode(message)) + [UInt8(ascii: "\n")]
}

func decodedLine<Message: Decodable>(_ type: Message.Type, _ line: [UInt8]) throws -> Message {
  try JSONDecoder().decode(type, from: Data(line))
}
