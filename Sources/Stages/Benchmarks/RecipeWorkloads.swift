internal import Models
internal import Options

extension TrainingWorkload {
  /// The encoder of ``tied`` with each way of making matrices that the catalogs have.
  ///
  /// A way of sharing whose size an option sets is as near as it allows to twice the parameters of
  /// ``tied`` outside the embeddings; `mpo` has full bonds. Adapters, of their usual rank, are
  /// those of a model whose layers are one. All else are the usual options.
  public static var recipes: [TrainingWorkload] {
    SharingCatalog.all.map(workload) + [shared] + AdapterCatalog.all.map(workload)
  }

  private static func workload(_ kind: any SharingStrategy.Type) -> TrainingWorkload {
    workload(kind.name) { options in
      options.sharing = kind.init()
      if options.sharing.needsAdapter { options.adapter = LoRA() }
      guard kind.sizeOption != nil else { return }
      options.match = MatchOptions()
      options.match?.nonEmbeddingParameters = "2x"
    }
  }

  private static func workload(_ kind: any Adapter.Type) -> TrainingWorkload {
    workload("all + \(kind.name)") { $0.adapter = kind.init() }
  }

  /// Experts that share central tensors, four in each layer.
  private static var shared: TrainingWorkload {
    workload("mpo, 4 experts") { options in
      options.sharing = CentralTensorSharing()
      options.experts = Experts()
    }
  }

  private static func workload(
    _ name: String, _ change: (inout SizeOptions) -> Void
  ) -> TrainingWorkload {
    var options = SizeOptions()
    options.vocabulary = base.vocabulary
    (options.encoder.layers, options.encoder.hidden) = (base.layers, base.hidden)
    (options.encoder.heads, options.encoder.maxPositions) = (base.heads, base.positions)
    options.sharing = FullSharing()
    change(&options)
    let match = options.matched(to: tied.description) { $0.description }
    var description = (match?.options ?? options).description
    description.classes = tied.description.classes
    return TrainingWorkload(name, description, batch: tied.batch, lengths: tied.lengths)
  }
}
