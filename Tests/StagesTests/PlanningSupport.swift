import Pipeline
import Spec
import Stages

/// The repository's root.
let repository = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()

/// Reads a spec and makes its plan, as the command `validate` does.
func plan(
  _ bytes: some Sequence<UInt8>, file: String = "spec.yaml", overrides: [String] = []
) throws(SpecErrors) -> Plan {
  try Planner(declarations: StageCatalog.declarations).plan(
    ExperimentSpec(
      Array(bytes), file: file, overrides: overrides,
      catalogs: AxisCatalogs(optionsOf: { StageCatalog.declarations })))
}
