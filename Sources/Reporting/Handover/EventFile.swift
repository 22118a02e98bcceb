internal import Serialization

/// An event file of TensorBoard: records of TensorFlow (`TFRecord`), each with an `Event` of
/// TensorFlow's `event.proto`.
package struct EventFile: Sendable {
  package private(set) var bytes: [UInt8] = []

  /// Begins a file.
  ///
  /// - Parameter time: Milliseconds since 1970.
  package init(at time: Int) {
    var event = Self.event(at: time)
    event.add(3, "brain.Event:2")
    append(event)
  }

  /// Adds a number that TensorBoard shows under a tag.
  package mutating func add(_ tag: String, step: Int, _ value: Double, at time: Int) {
    var named = ProtobufWriter()
    named.add(1, tag)
    named.add(2, Float(value))
    var summary = ProtobufWriter()
    summary.add(1, named)
    var event = Self.event(at: time)
    event.add(2, step)
    event.add(5, summary)
    append(event)
  }

  private static func event(at time: Int) -> ProtobufWriter {
    var event = ProtobufWriter()
    event.add(1, Double(time) / 1000)
    return event
  }

  /// Adds a record: its length, the length's checksum, the message, and its checksum.
  private mutating func append(_ message: ProtobufWriter) {
    let length = Self.littleEndian(UInt64(message.bytes.count))
    bytes += length + Self.littleEndian(CyclicRedundancyCheck.masked(length))
    bytes += message.bytes
    bytes += Self.littleEndian(CyclicRedundancyCheck.masked(message.bytes))
  }

  private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}
