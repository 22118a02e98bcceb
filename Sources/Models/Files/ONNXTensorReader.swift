internal import Serialization

/// Reads a `TensorProto` of onnx.proto and checks that its numbers are all there.
struct ONNXTensorReader {
  private var name = ""
  private var shape: [Int] = []
  private var element = ONNXElement(code: 0)
  private var raw: Range<Int>?
  /// The parts of the lists of numbers, by field.
  private var lists: [Int: [ProtobufReader.Value]] = [:]
  private var isExternal = false

  private init() {}

  /// Reads an initializer.
  ///
  /// - Parameter path: The file, for messages.
  static func initializer(
    _ reader: ProtobufReader, _ path: String
  ) throws -> ONNXFile.Initializer {
    var (tensor, fields) = (ONNXTensorReader(), reader)
    try fields.fields { try tensor.take($0, $1, reader) }
    return try tensor.checked(reader, path)
  }

  private mutating func take(
    _ number: Int, _ value: ProtobufReader.Value, _ reader: ProtobufReader
  ) throws {
    switch number {
    case 1:
      // One more than may be there shows that there are too many.
      shape += try reader.integers(value, atMost: mostDimensions + 1 - shape.count)
    case 2: element = ONNXElement(code: try reader.integer(value))
    case 4, 5, 7, 10, 11: lists[number, default: []].append(value)
    case 8: name = try reader.string(value)
    case 9: raw = try reader.range(value)
    case 13: isExternal = true
    case 14: isExternal = try reader.integer(value) != 0 || isExternal
    default: break
    }
  }

  private func checked(
    _ reader: ProtobufReader, _ path: String
  ) throws -> ONNXFile.Initializer {
    func initializer(_ numbers: ONNXFile.Initializer.Numbers) -> ONNXFile.Initializer {
      ONNXFile.Initializer(name: name, shape: shape, element: element, numbers: numbers)
    }
    func refuse(_ problem: String) -> TensorFileError {
      initializer(.listed([])).failure(path, problem)
    }
    guard shape.count <= mostDimensions else {
      throw TensorFileError(
        path, "initializer \(name) has more than \(mostDimensions) dimensions")
    }
    guard !isExternal else {
      throw refuse("has its numbers in another file; a model in one file is wanted")
    }
    guard let count = elementCount(shape) else { throw refuse("has the impossible shape \(shape)") }
    if let raw {
      guard lists.isEmpty else { throw refuse("has its numbers twice") }
      let (size, overflow) = count.multipliedReportingOverflow(by: element.size ?? 0)
      guard element.size == nil || (!overflow && size == raw.count) else {
        throw refuse(
          "of shape \(shape), \(element.name), doesn't fit the \(raw.count) bytes it holds")
      }
      return initializer(.raw(raw))
    }
    let values = element.listField.flatMap { lists[$0] } ?? []
    guard lists.count == (values.isEmpty ? 0 : 1) else {
      throw refuse("lists numbers that aren't \(element.name)")
    }
    let listed = try values.reduce(0) { try $0 + length($1, reader, refuse) }
    guard element.listField == nil || listed == count else {
      throw refuse("of shape \(shape) lists \(listed) numbers")
    }
    return initializer(.listed(values.map(\.range)))
  }

  /// Counts the numbers of the element's type in a part of its list.
  private func length(
    _ value: ProtobufReader.Value, _ reader: ProtobufReader, _ refuse: (String) -> TensorFileError
  ) throws -> Int {
    let width =
      switch element.listField {
      case 4: 4
      case 10: 8
      default: 0
      }
    switch value {
    case .fixed32 where width == 4, .fixed64 where width == 8, .varint where width == 0: return 1
    case .bytes(let range) where width > 0 && range.count.isMultiple(of: width):
      return range.count / width
    case .bytes where width == 0:
      var (packed, count) = (try reader.message(value), 0)
      while !packed.isAtEnd { (_, count) = (try packed.varint(), count + 1) }
      return count
    default: throw refuse("lists numbers that aren't \(element.name)")
    }
  }
}
