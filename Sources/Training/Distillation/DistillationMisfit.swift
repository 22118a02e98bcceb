package import Models

extension Distillation {
  /// The option that changes nothing, since its term has no weight; nil where each option counts.
  package var idleOption: Misfit? {
    let usual = Distillation()
    if logits == 0 && temperature != usual.temperature {
      return Misfit(
        "`temperature` softens scores, which have no weight here",
        cure: "leave it out, or give `logits` a weight above 0")
    }
    if hidden == 0 && tensors == 0 && layers != usual.layers {
      return Misfit(
        "`layers` chooses hidden states and tensors, which have no weight here",
        cure: "leave it out, or give `hidden` or `tensors` a weight above 0")
    }
    if replacement?.start == 1 {
      return Misfit(
        "`replace` puts no layer of the teacher's in any place from the probability 1 on",
        cure: "leave it out, or let `start` be below 1")
    }
    return nil
  }

  /// Finds the reason why a student can't learn from a teacher of this shape what the options
  /// demand; nil where it can.
  ///
  /// - Parameters:
  ///   - isOrdered: Whether the data have an order of segments to predict.
  ///   - hasHead: Whether the teacher has the heads that the data need.
  ///   - name: Name of the teacher in messages.
  package func misfit(
    of teacher: EncoderShape, for student: EncoderShape, _ objective: any Objective.Type,
    isOrdered: Bool, hasHead: Bool, name: String = "the teacher"
  ) -> Misfit? {
    if logits > 0 && objective.declaration.distance == nil {
      return Misfit(
        "what the head of \(name) for `\(objective.declaration.name)` puts out can't be learned",
        cure: "set `logits: 0`")
    }
    if isOrdered {
      return Misfit(
        "the order of segments can't be learned from \(name)", cure: "load the data without `order`"
      )
    }
    if logits > 0 && !hasHead {
      return Misfit(
        "\(name) has no head for these data", cure: "train it on them first, or set `logits: 0`")
    }
    return misfit(of: teacher, for: student, name)
  }

  private func misfit(of teacher: EncoderShape, for student: EncoderShape, _ name: String)
    -> Misfit?
  {
    if attention > 0 && student.heads != teacher.heads {
      return Misfit(
        "the student has \(student.heads) attention heads and \(name) has \(teacher.heads)",
        cure: "`attention` needs as many of both")
    }
    if hidden + tensors > 0 && layers == .last && student.layers > teacher.layers {
      return Misfit(
        "the student has \(student.layers) layers and \(name) has \(teacher.layers)",
        cure: "`layers: last` needs no fewer of the teacher, `layers: uniform` does not")
    }
    return nil
  }

  /// Finds the reason why a student's auxiliary tensors can't be compared with a teacher's; nil
  /// where they can, or needn't.
  package func misfitOfTensors(
    of teacher: ModelDescription, for student: ModelDescription, name: String = "the teacher"
  ) -> Misfit? {
    guard tensors > 0 else { return nil }
    let cure = "initialize both by `mpo` from parts that were decomposed with the same options"
    for (model, owner) in [(student, "the student"), (teacher, name)] {
      if model.experts != nil {
        return Misfit(
          "\(owner) has experts, whose tensors aren't compared",
          cure: "leave `tensors` out, or name a model without experts")
      }
      guard model.chainsOfLayers.isEmpty else { continue }
      return Misfit("the matrices of \(owner) aren't chains, which `tensors` compares", cure: cure)
    }
    guard student.chainsOfLayers == teacher.chainsOfLayers else {
      return Misfit(
        "the chains of the student and of \(name) have different factors or bonds", cure: cure)
    }
    return nil
  }
}

extension ModelDescription {
  /// The factorisations of the layers' matrices that are held as chains.
  fileprivate var chainsOfLayers: [MatrixKind: Factorisation] {
    MatrixKind.allCases.reduce(into: [:]) { $0[$1] = factorisation(of: $1) }
  }
}
