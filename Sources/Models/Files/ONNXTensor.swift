/// A tensor of a model that is read from an initializer of an ONNX graph.
struct ONNXTensor {
  struct Scales {
    let scale: ONNXFile.Initializer
    let zeroPoint: ONNXFile.Initializer?
    let axis: Int?
  }

  let initializer: ONNXFile.Initializer
  /// Whether the initializer is the transpose of the tensor.
  let isTransposed: Bool
  let scales: Scales?

  var shape: [Int] { isTransposed ? initializer.shape.reversed() : initializer.shape }

  /// Names of the initializers that only scale this one.
  var parts: [String] { [scales?.scale.name, scales?.zeroPoint?.name].compactMap { $0 } }

  /// Finds the parameters that an initializer holds, by its uses, each with its name: none where it
  /// is a mere constant, several where equal parameters were stored once.
  static func tensors(
    of initializer: ONNXFile.Initializer, _ uses: [ONNXUse], _ graph: ONNXGraph
  ) throws -> [(String, ONNXTensor)] {
    let path = graph.file.path
    var found: [(name: String, tensor: ONNXTensor)] = []
    for use in uses {
      guard let tensor = try tensor(initializer, use, graph) else { continue }
      let name = try self.name(of: initializer, use, graph)
      guard let earlier = found.first(where: { $0.name == name })?.tensor else {
        found.append((name, tensor))
        continue
      }
      guard earlier.isTransposed == tensor.isTransposed, earlier.parts == tensor.parts else {
        throw initializer.failure(path, "is used in two ways, which can't both be \(name)")
      }
    }
    return found
  }

  /// Makes the tensor of one use; returns nil where the use isn't that of a weight.
  private static func tensor(
    _ initializer: ONNXFile.Initializer, _ use: ONNXUse, _ graph: ONNXGraph
  ) throws -> ONNXTensor? {
    let path = graph.file.path
    var isTransposed = use.isTransposed
    switch use.role {
    case .part: return nil
    case .plain: break
    case .matrix: isTransposed.toggle()
    case .unknown(let operation):
      throw initializer.failure(path, "is read by \(operation), whose weights aren't understood")
    }
    if initializer.element.format != nil {
      return ONNXTensor(initializer: initializer, isTransposed: isTransposed, scales: nil)
    }
    guard initializer.element.isQuantised, let quantisation = use.quantisation else {
      guard initializer.shape.count < 2 || !initializer.element.isNarrow else {
        throw initializer.failure(
          path, "is \(initializer.element.name) without a scale that could be found")
      }
      return nil
    }
    let scales = try scales(initializer, quantisation, graph)
    return ONNXTensor(initializer: initializer, isTransposed: isTransposed, scales: scales)
  }

  private static func scales(
    _ initializer: ONNXFile.Initializer, _ quantisation: ONNXUse.Quantisation, _ graph: ONNXGraph
  ) throws -> Scales {
    let path = graph.file.path
    guard let scale = graph.initializer(quantisation.scale), scale.element.format != nil else {
      throw initializer.failure(
        path, "has the scale \(quantisation.scale), which is no constant number")
    }
    let zeroPoint = try quantisation.zeroPoint.map { name in
      guard let zero = graph.initializer(name), zero.element.isQuantised else {
        throw initializer.failure(path, "has the zero point \(name), which is no constant integer")
      }
      return zero
    }
    let (shape, axis) = (initializer.shape, quantisation.axis)
    let length = axis.flatMap { shape.indices.contains($0) ? shape[$0] : nil }
    for part in [scale, zeroPoint].compactMap({ $0 }) {
      guard part.shape.allSatisfy({ $0 == 1 }) || part.shape == length.map({ [$0] }) else {
        throw initializer.failure(path, "of shape \(shape) can't be scaled by \(part.shape)")
      }
    }
    return Scales(scale: scale, zeroPoint: zeroPoint, axis: axis)
  }

  private static func name(
    of initializer: ONNXFile.Initializer, _ use: ONNXUse, _ graph: ONNXGraph
  ) throws -> String {
    guard case .matrix(let node) = use.role, !use.name.isLastComponent("weight") else {
      return use.name
    }
    guard let bias = graph.bias(after: node) else {
      throw initializer.failure(
        graph.file.path,
        "is a matrix without a name of its own, and no bias with a name is added to its product")
    }
    return bias.dropLast("bias".count) + "weight"
  }

  func values(in file: ONNXFile) throws -> [Float] {
    var values = try file.numbers(of: initializer)
    // Without numbers, the dimensions beside a 0 may be of any size.
    if values.isEmpty { return [] }
    if let scales { try dequantise(&values, scales, file) }
    return isTransposed ? transposed(values) : values
  }

  private func dequantise(_ values: inout [Float], _ scales: Scales, _ file: ONNXFile) throws {
    let scale = try file.numbers(of: scales.scale)
    let zeros = try scales.zeroPoint.map { try file.numbers(of: $0) } ?? [0]
    let shape = initializer.shape
    // The number of neighbours that share a scale, and the number of scales before they repeat.
    let run = scales.axis.map { shape.dropFirst($0 + 1).reduce(1, *) } ?? values.count
    let period = max(scale.count, zeros.count)
    for index in values.indices {
      let channel = period == 1 ? 0 : index / run % period
      let zero = zeros[zeros.count == 1 ? 0 : channel]
      values[index] = (values[index] - zero) * scale[scale.count == 1 ? 0 : channel]
    }
  }

  private func transposed(_ values: [Float]) -> [Float] {
    let (rows, columns) = (initializer.shape[0], initializer.shape[1])
    return [Float](unsafeUninitializedCapacity: values.count) { target, initialized in
      for row in 0..<rows {
        for column in 0..<columns {
          target.initializeElement(at: column * rows + row, to: values[row * columns + column])
        }
      }
      initialized = values.count
    }
  }
}
