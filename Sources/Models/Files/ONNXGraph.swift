/// An ONNX graph that knows of every value which node makes it and which nodes read it.
struct ONNXGraph {
  /// A node that reads a value, and the index of the input that it reads it by.
  struct Reading {
    let node: ONNXFile.Node
    let slot: Int
  }

  let file: ONNXFile
  private let initializers: [String: Int]
  private let makers: [String: Int]
  private let readings: [String: [(node: Int, slot: Int)]]

  init(_ file: ONNXFile) {
    self.file = file
    initializers = Dictionary(
      uniqueKeysWithValues: file.initializers.enumerated().map { ($1.name, $0) })
    var (makers, readings): ([String: Int], [String: [(node: Int, slot: Int)]]) = ([:], [:])
    for (index, node) in file.nodes.enumerated() {
      for output in node.outputs { makers[output] = index }
      // An input that is left out has an empty name.
      for (slot, input) in node.inputs.enumerated() where !input.isEmpty {
        readings[input, default: []].append((index, slot))
      }
    }
    (self.makers, self.readings) = (makers, readings)
  }

  /// Returns the readings of a value.
  func readings(of value: String) -> [Reading] {
    (readings[value] ?? []).map { Reading(node: file.nodes[$0.node], slot: $0.slot) }
  }

  /// Returns the initializer of a name; nil where there is none.
  func initializer(_ value: String) -> ONNXFile.Initializer? {
    initializers[value].map { file.initializers[$0] }
  }

  /// Finds the name of the bias that is added to a node's output, directly or through nodes that
  /// change the numbers' type or scale; nil where there is none whose name ends in `bias`.
  func bias(after node: ONNXFile.Node) -> String? {
    if node.operation == "Gemm", node.inputs.count > 2, let name = biasName(node.inputs[2]) {
      return name
    }
    let passed: Set = node.operation == "MatMulInteger" ? ["Cast", "Mul"] : ["Cast", "Identity"]
    return follow(node, through: passed).lazy.compactMap { reading in
      reading.node.operation == "Add"
        ? reading.node.inputs.lazy.compactMap(biasName).first : nil
    }.first
  }

  /// Finds the name of the weights' scale of a `MatMulInteger`: the factor of its product, or the
  /// constant factor of that factor.
  func scale(after node: ONNXFile.Node) -> String? {
    for reading in follow(node, through: ["Cast"]) where reading.node.operation == "Mul" {
      for input in reading.node.inputs {
        if initializer(input) != nil { return input }
        guard let maker = makers[input].map({ file.nodes[$0] }), maker.operation == "Mul" else {
          continue
        }
        if let scale = maker.inputs.first(where: { initializer($0) != nil }) { return scale }
      }
    }
    return nil
  }

  /// Returns the readings of a node's output, directly or through nodes of some operations.
  private func follow(_ node: ONNXFile.Node, through operations: Set<String>) -> [Reading] {
    var (open, seen): ([String], Set<String>) = (Array(node.outputs.prefix(1)), [])
    var found: [Reading] = []
    while let value = open.popLast() {
      guard seen.insert(value).inserted else { continue }
      for reading in readings(of: value) {
        found.append(reading)
        if operations.contains(reading.node.operation) { open += reading.node.outputs.prefix(1) }
      }
    }
    return found
  }

  /// Returns the name of the bias that `value` is, or is a copy of, without the suffix of
  /// quantisation; nil where it is none.
  private func biasName(_ value: String) -> String? {
    var (value, named): (String, String?) = (value, nil)
    // A graph has no cycle, but a damaged file may.
    for _ in 0..<8 {
      let name = value.withoutQuantisedSuffix
      if name.isLastComponent("bias") { named = named ?? name }
      if initializer(value) != nil { return named }
      guard let maker = makers[value].map({ file.nodes[$0] }),
        ["Identity", "Cast", "DequantizeLinear"].contains(maker.operation),
        let input = maker.inputs.first
      else { return nil }
      value = input
    }
    return nil
  }
}

extension String {
  /// The name that a tensor had before it was quantised.
  var withoutQuantisedSuffix: String {
    hasSuffix("_quantized") ? String(dropLast("_quantized".count)) : self
  }

  /// Whether a dotted name ends in a component.
  func isLastComponent(_ component: String) -> Bool {
    self == component || hasSuffix(".\(component)")
  }
}
