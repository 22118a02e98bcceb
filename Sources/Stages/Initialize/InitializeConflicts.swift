internal import Models
internal import Options
public import Pipeline

extension InitializeStage {
  public static func conflicts(
    _ options: InitializeOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    let alone =
      options.sharing.conflicts + InputOutlooks(request).conflictsOfExperts(in: options.donor)
    guard alone.isEmpty else { return alone }
    if options.sharing.needsAdapter && options.adapter == nil {
      return [
        OptionConflict(
          "sharing",
          "'\(options.sharing.name)' relaxes sharing by adapters, but there are none",
          hint: "write 'adapter', such as adapter: {rank: 8}")
      ]
    }
    let mismatch = options.adapter?.conflicts(with: options.sharing) ?? []
    if !mismatch.isEmpty { return mismatch }
    let inputs = InputOutlooks(request)
    let name = inputs.name(options.donor)
    if let misfit = inputs[options.donor]?.model?.misfitAsDonor(named: name, of: options.sharing) {
      return [OptionConflict("from", misfit)]
    }
    let hasData = request.products[options.data.role] != nil
    let usual =
      request.products[options.donor.role].map {
        conflictsWithDonor(options, producing: $0, hasData: hasData)
      } ?? conflictsOfFreshModel(options, hasData: hasData)
    let found = usual + conflictsOfCalibration(options, request)
    guard found.isEmpty else { return found }
    let unmatched = options.conflictsOfMatch(
      hasReference: request.products[options.match?.reference.role ?? ""] != nil,
      hasDonor: request.products[options.donor.role] != nil, describer(options, inputs))
    guard unmatched.isEmpty else { return unmatched }
    let model = description(options, inputs)
    if let conflict = options.experts?.conflict(
      layers: model?.encoder.layers ?? .max, sharing: options.sharing)
    {
      return [conflict]
    }
    return model?.misfitOfAdapter.map { [OptionConflict("adapter", $0)] } ?? []
  }

  private static func conflictsWithDonor(
    _ options: InitializeOptions, producing product: String, hasData: Bool
  ) -> [OptionConflict] {
    var found: [OptionConflict] = []
    if options.deeper != nil && !options.sharing.isFactorised {
      found.append(
        OptionConflict(
          "deeper",
          "'deeper' scales auxiliary tensors, but '\(options.sharing.name)' has none",
          hint: "leave it out, or share by 'mpo'"))
    }
    for (name, isThere) in [("encoder", options.encoder != nil), ("data", hasData)] where isThere {
      found.append(
        OptionConflict(
          name, "'\(name)' is for a fresh model, but 'from' names a donor",
          hint: "leave out one of them; 'layers' alone gives a donor another depth"))
    }
    if options.sharing.isFactorised && product != DecomposeStage.produces {
      found.append(
        OptionConflict(
          "from", "sharing by matrix product operators starts from decomposed parts",
          hint: "put a stage of the kind decompose between the donor and this one"))
    }
    return found
  }

  private static func conflictsOfFreshModel(
    _ options: InitializeOptions, hasData: Bool
  ) -> [OptionConflict] {
    guard let sizes = options.encoder, hasData else {
      return [
        OptionConflict(
          "kind", "a model without a donor needs 'encoder' and 'data'",
          hint: "or name a donor in 'from'")
      ]
    }
    var found: [OptionConflict] = []
    if options.layers != nil {
      found.append(
        OptionConflict(
          "layers", "'layers' gives a donor another depth, but there is no 'from'",
          hint: "write the depth of a fresh model in 'encoder'"))
    }
    if options.sharing.isFactorised {
      found.append(
        OptionConflict(
          "sharing", "a fresh model can't be held as matrix product operators",
          hint: "initialize it dense, decompose it, and initialize from the parts"))
    }
    return found + sizes.conflicts
  }
}
