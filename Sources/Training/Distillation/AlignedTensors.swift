internal import Models
internal import Tensors

/// A teacher's auxiliary tensors, in the gauge of signs that is nearest to a student's, each with
/// the student's tensor that learns it.
///
/// OPDF (arXiv 2411.06448) adds the mean over matrices and auxiliary tensors of the mean squared
/// distance of student and teacher; central tensors are left free. A chain stays the same if the
/// sign of a bond's index is changed on both its sides, so the distance means nothing before signs
/// are chosen, which the paper doesn't say how to do. Our reading: at the start of training, from
/// the left, each index has the sign with which the tensors on its left have a positive inner
/// product. The signs are given to copies of the teacher's tensors; giving them to the student's
/// instead would be the same training, but also change parameters that are frozen, or that layers
/// with other signs share.
struct AlignedTensors {
  /// Two tensors that are compared, by their names.
  struct Pair {
    let student, teacher: String
    /// The teacher's tensor with its signs, [left bond, row factor, column factor, right bond]; nil
    /// for planning.
    let target: Variable?
  }

  private(set) var pairs: [Pair] = []

  /// Chooses the signs for a student as it is at the start; there are no pairs where tensors have
  /// no weight.
  init(
    of teacher: StoredModel, for student: StoredModel, _ distillation: Distillation,
    _ workers: Workers
  ) {
    let tape = Tape(arena: Arena(), workers: workers, recording: false)
    let (wanted, own) = (teacher.bank, student.bank)
    Self.eachChain(distillation, teacher.description, student.description) { chain, names in
      var signs: [Float] = [1]
      for (index, name) in names.enumerated() {
        let shape = chain.shape(ofTensor: index)
        var numbers = wanted[name.teacher] ?? []
        Self.flip(&numbers, bySignsOnTheLeft: signs)
        if index + 1 < names.count {
          signs = Self.signs(of: numbers, for: own[name.student] ?? [], width: shape[3])
          Self.flip(&numbers, bySignsOnTheRight: signs)
        }
        guard index != names.count / 2 else { continue }
        pairs.append(
          Pair(
            student: name.student, teacher: name.teacher,
            target: tape.constant(numbers, shape: shape)))
      }
    }
  }

  /// Makes the pairs alone, for going through a step's work without doing it.
  init(
    imaginary teacher: ModelDescription, for student: ModelDescription,
    _ distillation: Distillation
  ) {
    Self.eachChain(distillation, teacher, student) { _, names in
      for (index, name) in names.enumerated() where index != names.count / 2 {
        pairs.append(Pair(student: name.student, teacher: name.teacher, target: nil))
      }
    }
  }

  /// Calls `body` with each matrix of the student that is a chain, and the names of its local
  /// tensors and of those of the teacher's layer that it learns from, from left to right.
  private static func eachChain(
    _ distillation: Distillation, _ teacher: ModelDescription, _ student: ModelDescription,
    _ body: (
      _ chain: ModelDescription.Factorisation, _ names: [(student: String, teacher: String)]
    ) -> Void
  ) {
    guard distillation.tensors > 0 else { return }
    let layers = distillation.pairsOfLayers(
      student: student.encoder.layers, teacher: teacher.encoder.layers)
    for pair in layers {
      for matrix in MatrixKind.allCases {
        guard let chain = student.factorisation(of: matrix) else { continue }
        let own = student.localTensors(of: matrix, layer: pair.student - 1)
        let wanted = teacher.localTensors(of: matrix, layer: pair.teacher - 1)
        body(chain, zip(own, wanted).map { (student: $0, teacher: $1) })
      }
    }
  }

  /// Returns for each index of the right bond, of dimension `width`, the sign with which a tensor
  /// has an inner product of at least 0 with another one.
  private static func signs(of tensor: [Float], for other: [Float], width: Int) -> [Float] {
    var products = [Double](repeating: 0, count: width)
    for index in tensor.indices {
      products[index % width] += Double(tensor[index]) * Double(other[index])
    }
    return products.map { $0 < 0 ? -1 : 1 }
  }

  private static func flip(_ tensor: inout [Float], bySignsOnTheRight signs: [Float]) {
    for index in tensor.indices { tensor[index] *= signs[index % signs.count] }
  }

  private static func flip(_ tensor: inout [Float], bySignsOnTheLeft signs: [Float]) {
    let size = tensor.count / signs.count
    for index in tensor.indices { tensor[index] *= signs[index / size] }
  }
}
