internal import Models
internal import Options
internal import Pipeline
internal import Training

extension EncoderOptions {
  /// The contradictions between the sizes.
  var conflicts: [OptionConflict] {
    if hidden.isMultiple(of: heads) { return [] }
    return [
      OptionConflict(
        "encoder", "encoder.heads (\(heads)) must divide encoder.hidden (\(hidden))",
        hint: "every head has hidden / heads columns")
    ]
  }
}

extension SharingStrategy {
  /// The contradictions between the options of the strategy.
  var conflicts: [OptionConflict] {
    contradiction.map { [OptionConflict("sharing", $0.problem, hint: $0.hint)] } ?? []
  }
}

extension Adapter {
  /// Finds contradictions to the way of sharing.
  func conflicts(with sharing: any SharingStrategy) -> [OptionConflict] {
    if target == .central, !sharing.isFactorised {
      return [
        OptionConflict(
          "adapter", "the adapter is for central tensors, but '\(sharing.name)' has none",
          hint: "leave 'to' out, or share by 'mpo'")
      ]
    }
    guard rank > 0, sharing.start.adapters == .residual, !Self.fitsResiduals else { return [] }
    return [
      OptionConflict(
        "sharing",
        "'\(sharing.name)' starts adapters as what sharing takes away, which '\(name)' can't",
        hint: "write sharing: {kind: \(sharing.name), adapters: zero}")
    ]
  }
}

extension Experts {
  /// The contradiction to a model of so many layers that share in a way; nil for none.
  func conflict(layers: Int, sharing: any SharingStrategy) -> OptionConflict? {
    problem(layers: layers, sharing: sharing).map {
      OptionConflict("experts", $0.problem, hint: $0.hint)
    }
  }
}

extension ModelDescription {
  /// What keeps other models from being made of this one; nil for nothing.
  ///
  /// - Parameter name: The model's name in messages.
  func misfitAsDonor(named name: String, of sharing: any SharingStrategy) -> Misfit? {
    if experts != nil {
      return Misfit(
        "\(name) has experts, so it has no single matrix to start another one from",
        cure: "start from the model that it was made from")
    }
    guard self.sharing.loop?.hasInjection == true, sharing.loop?.hasInjection != true else {
      return nil
    }
    return Misfit(
      "\(name) feeds what entered its loop into each round, which '\(sharing.name)' without "
        + "injection can't take over",
      cure: "write injection: true, or start from the model that it was made from")
  }

  /// What keeps the adapter from being added to this model's matrices, such as a rank above that
  /// of one of them; nil for nothing.
  var misfitOfAdapter: Misfit? {
    guard let adapter else { return nil }
    let target = adapter.target == .central ? "central tensor of the matrix" : "matrix"
    return adapter.matrices.lazy.filter { adapter.rank > fullRank(ofAdapterOf: $0) }.map { matrix in
      let most = fullRank(ofAdapterOf: matrix)
      return Misfit(
        "an adapter of rank \(adapter.rank) is larger than the \(target) '\(matrix.rawValue)', "
          + "whose rank is \(most) at most",
        cure: "write a rank from 1 to \(most)")
    }.first
      ?? adapter.problem(in: self).map {
        Misfit($0, cure: "choose other 'matrices' or other options of '\(adapter.name)'")
      }
  }
}

extension ModelDescription {
  /// What keeps a model with experts that a router chooses among from being trained, taken apart or
  /// made into another; nil for a model without.
  ///
  /// The weights that a router gives are constants of the backward pass, so gradients would not be
  /// those of what the model computes.
  func misfitOfExperts(named name: String) -> Misfit? {
    guard routedTerms != nil else { return nil }
    return Misfit(
      "\(name) chooses among the experts of merged models, and can only be evaluated and taught "
        + "from",
      cure: "name its base, or a model that was merged by adding")
  }
}

extension InputOutlooks {
  /// Finds a model with experts that a router chooses among, which an option can't use.
  func conflictsOfExperts(in input: StageInput) -> [OptionConflict] {
    self[input]?.model?.misfitOfExperts(named: name(input)).map {
      [OptionConflict(input.role, $0)]
    } ?? []
  }
}

extension StageJob {
  /// Reads the model of the stage that an option names, which must have no experts that a router
  /// chooses among.
  ///
  /// - Throws: ``StageError`` where it has, and the errors of reading it.
  func plainModel(_ input: StageInput) throws -> StoredModel {
    let found = try model(input)
    if let misfit = found.description.misfitOfExperts(named: "the model") {
      throw StageError("`\(input.role)`: \(misfit)")
    }
    return found
  }
}
