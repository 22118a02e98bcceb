/// One use of an initializer in an ONNX graph.
struct ONNXUse {
  /// The quantisation of integers q, which stand for (q - zero point) · scale.
  struct Quantisation {
    let scale: String
    let zeroPoint: String?
    /// The dimension of the initializer with a scale for each index; nil where there can be one
    /// scale only.
    var axis: Int?
  }

  enum Role {
    /// A tensor that is read as it is: embeddings, biases, normalisation.
    case plain
    /// A right operand [in, out] of this node's matrix product.
    case matrix(ONNXFile.Node)
    /// The scale or zero point of another initializer.
    case part
    /// An operand of an operation that this reader doesn't know.
    case unknown(operation: String)
  }

  var role = Role.plain
  /// The initializer's own name, or that of a copy.
  var name: String
  /// Whether rows and columns are exchanged before use.
  var isTransposed = false
  var quantisation: Quantisation?

  /// Makes the quantisation whose scale and zero point have these indices in `inputs`; the zero
  /// point may be left out.
  ///
  /// - Parameter axis: A dimension of the tensor as used. Where that is transposed, which only a
  ///   matrix can be, the initializer's is the other one.
  fileprivate func quantisation(_ inputs: [String], _ scale: Int, _ zeroPoint: Int, axis: Int?)
    -> Quantisation
  {
    let given = inputs.count > zeroPoint && !inputs[zeroPoint].isEmpty
    return Quantisation(
      scale: inputs[scale], zeroPoint: given ? inputs[zeroPoint] : nil,
      axis: isTransposed ? axis.map { 1 - $0 } : axis)
  }
}

extension ONNXGraph {
  /// Operations that read a tensor as it is, whatever its rank.
  private static let plain: Set = [
    "Add", "Sub", "Mul", "Div", "Pow", "Where", "Slice", "Expand", "Concat", "Shape", "Unsqueeze",
    "LayerNormalization", "SkipLayerNormalization", "EmbedLayerNormalization",
  ]

  /// Finds all uses of an initializer; one that no node reads counts as plain.
  func uses(of initializer: ONNXFile.Initializer) -> [ONNXUse] {
    let (rank, own) = (initializer.shape.count, initializer.name.withoutQuantisedSuffix)
    var open = [(initializer.name, ONNXUse(name: own))]
    var (uses, seen): ([ONNXUse], Set<String>) = ([], [])
    while let (value, use) = open.popLast() {
      guard seen.insert(value).inserted else { continue }
      for reading in readings(of: value) {
        if let next = passed(reading, use, rank: rank) {
          open += reading.node.outputs.prefix(1).map { ($0, next) }
        } else {
          uses.append(self.use(reading, use, rank: rank))
        }
      }
    }
    return uses.isEmpty ? [ONNXUse(name: own)] : uses
  }

  /// Returns the use of a node's output that only passes on its input; nil where the use ends in
  /// the node.
  private func passed(_ reading: Reading, _ use: ONNXUse, rank: Int) -> ONNXUse? {
    let node = reading.node
    var use = use
    switch (node.operation, reading.slot) {
    case ("Identity", 0), ("Cast", 0): break
    case ("Transpose", 0):
      guard rank == 2, node.integers["perm"] ?? [1, 0] == [1, 0] else { return nil }
      use.isTransposed.toggle()
    case ("DequantizeLinear", 0):
      let axis = axis(of: node, rank: rank)
      guard use.quantisation == nil, node.inputs.count > 1, axis != nil || rank < 2,
        node.integers["block_size"] ?? [0] == [0]
      else { return nil }
      use.quantisation = use.quantisation(node.inputs, 1, 2, axis: axis)
    default: return nil
    }
    if let copy = node.outputs.first, copy.isLastComponent("weight") || copy.isLastComponent("bias")
    {
      use.name = copy
    }
    return use
  }

  /// Returns the dimension with a scale for each index; nil where the node names none that is
  /// there, as it may for a vector or a number, which have one scale.
  private func axis(of node: ONNXFile.Node, rank: Int) -> Int? {
    let axis = node.integers["axis"]?.first ?? 1
    guard (-rank..<rank).contains(axis) else { return nil }
    return axis < 0 ? axis + rank : axis
  }

  private func use(_ reading: Reading, _ use: ONNXUse, rank: Int) -> ONNXUse {
    let node = reading.node
    var use = use
    switch (node.operation, reading.slot) {
    case ("Gather", 0): gathered(node, &use, rank: rank)
    case ("MatMul", 1) where rank == 2: use.role = .matrix(node)
    case ("Gemm", 1) where rank == 2:
      use.role = .matrix(node)
      if node.integers["transB"] ?? [0] != [0] { use.isTransposed.toggle() }
    case ("MatMulInteger", 1) where rank == 2:
      use.role = .matrix(node)
      guard use.quantisation == nil, let scale = scale(after: node) else { break }
      use.quantisation = use.quantisation([scale] + node.inputs, 0, 4, axis: 1)
    case ("DequantizeLinear", 1...2), ("MatMulInteger", 2...3): use.role = .part
    case ("Gemm", 2): break
    default:
      if rank > 1, !Self.plain.contains(node.operation) {
        use.role = .unknown(operation: node.operation)
      }
    }
    return use
  }

  /// Adds the quantisation of looked-up rows that are dequantised afterwards, all by one scale.
  private func gathered(_ node: ONNXFile.Node, _ use: inout ONNXUse, rank: Int) {
    guard let rows = node.outputs.first, use.quantisation == nil else { return }
    for reading in readings(of: rows) where reading.node.operation == "DequantizeLinear" {
      guard let next = passed(reading, use, rank: rank) else { continue }
      use.quantisation = next.quantisation
      use.quantisation?.axis = nil
    }
  }
}
