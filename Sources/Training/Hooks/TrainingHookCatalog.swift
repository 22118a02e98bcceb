package import Options

/// Lists every training hook; a new one is its file and a line here.
package enum TrainingHookCatalog {
  package static let all: [any TrainingHook.Type] = [
    CopiesHook.self,
    UpdateMultipliersHook.self,
  ]

  /// Form of one of the hooks of a training.
  package static var form: OptionForm<any TrainingHook> { .kind("training hook", of: all) }
}
