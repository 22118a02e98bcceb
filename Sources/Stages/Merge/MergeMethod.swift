internal import Models
internal import Options

/// A way to make one model of several that were fine-tuned from one base.
protocol MergeMethod: NamedOptionSet {
  /// Whether the models must have the base's adapters, too: where parameters are merged one by one,
  /// not where the matrices that a model multiplies by are.
  var mergesAdapters: Bool { get }

  /// Returns what is wrong with the options for that many models; nil where nothing is.
  func problem(merging count: Int) -> String?

  /// Returns the description of the merged model.
  ///
  /// - Parameter plain: That of the base with the heads of the tasks.
  func description(_ plain: ModelDescription, merging count: Int) -> ModelDescription

  /// Merges models.
  ///
  /// - Parameter progress: Called with the number of matrices that are done and that of all;
  ///   returns whether to go on.
  /// - Returns: nil where `progress` said not to go on.
  func merged(
    _ models: FineTunedModels, threads: Int, progress: (_ done: Int, _ all: Int) -> Bool
  ) -> StoredModel?
}

extension MergeMethod {
  var mergesAdapters: Bool { true }

  func problem(merging count: Int) -> String? { nil }

  func description(_ plain: ModelDescription, merging count: Int) -> ModelDescription { plain }
}

/// Every way of merging. A new one is its file and a line here.
enum MergeCatalog {
  static let all: [any MergeMethod.Type] = [
    AverageMerge.self,
    ArithmeticMerge.self,
    RoutedMerge.self,
  ]

  /// The form of the option that chooses one.
  static let form: OptionForm<any MergeMethod> = .kind("method", of: all)
}
