/// The tensors of a BERT encoder in an ONNX file, under the names and in the orientation that the
/// model has in PyTorch.
///
/// A matrix that the exporter has transposed and renamed to something like `onnx::MatMul_1525` is
/// found by what the graph does with it: it is named after the bias that is added to its product
/// (`X.bias` gives `X.weight`) and turned back to [out, in]. Matrices that kept their names are
/// turned as their use demands. Weights quantised to integers are computed as
/// (q - zero point) · scale, with one scale or one for each output. Prefixes such as `bert.` stay.
package struct ONNXEncoderTensors: TensorSource {
  package let path: String
  package let names: [String]
  package let otherNames: [String]
  private let file: ONNXFile
  private let tensors: [String: ONNXTensor]
  private let others: [String: ONNXFile.Initializer]

  /// Finds the tensors of a file.
  ///
  /// - Throws: `TensorFileError` that names an initializer whose use isn't understood.
  package init(_ file: ONNXFile) throws {
    (self.file, path) = (file, file.path)
    let graph = ONNXGraph(file)
    var names: [String] = []
    var (tensors, others): ([String: ONNXTensor], [ONNXFile.Initializer]) = ([:], [])
    var parts: Set<String> = []
    for initializer in file.initializers {
      let uses = graph.uses(of: initializer)
      let found = try ONNXTensor.tensors(of: initializer, uses, graph)
      for (name, tensor) in found {
        if let earlier = tensors[name] {
          throw initializer.failure(
            path, "would be \(name), as \(earlier.initializer.name) is already")
        }
        (tensors[name], names) = (tensor, names + [name])
        parts.formUnion(tensor.parts)
      }
      if found.isEmpty { others.append(initializer) }
    }
    self.names = names.filter { !parts.contains($0) }
    self.tensors = tensors.filter { !parts.contains($0.key) }
    others.removeAll { parts.contains($0.name) }
    otherNames = others.map(\.name)
    self.others = Dictionary(uniqueKeysWithValues: others.map { ($0.name, $0) })
  }

  package func shape(of name: String) -> [Int]? { tensors[name]?.shape ?? others[name]?.shape }

  package func values(of name: String) throws -> [Float] {
    guard let tensor = tensors[name] else {
      throw refusal(of: name, storedAs: others[name]?.element.name)
    }
    return try tensor.values(in: file)
  }
}
