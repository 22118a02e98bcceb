internal import Models
internal import Options

extension TrainingWorkload {
  /// The dense encoder of BERT-base's width whose layers are one, which recipes are compared with.
  public static var tied: TrainingWorkload { workload("all") { _ in } }

  /// The same encoder with each way of making matrices that the catalogs have.
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
    options.vocabulary = 30522
    (options.encoder.layers, options.encoder.hidden, options.encoder.heads) = (12, 768, 12)
    options.encoder.maxPositions = 512
    options.sharing = FullSharing()
    let tied = options.description
    change(&options)
    let match = options.matched(to: tied) { $0.description }
    var description = (match?.options ?? options).description
    description.classes = ["0", "1"]
    return TrainingWorkload(name, description, batch: 16, lengths: .all(128))
  }
}
