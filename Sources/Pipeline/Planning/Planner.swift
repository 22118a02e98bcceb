package import Options
package import Spec

/// Works a spec out into a plan.
package struct Planner: Sendable {
  private let catalog: Catalog<StageDeclaration>
  private let pictures: [OptionVariant]

  /// Makes a planner for specs with stages of these kinds and pictures of these.
  ///
  /// - Precondition: No two declarations are of the same kind.
  package init(declarations: [StageDeclaration], pictures: [OptionVariant] = []) {
    self.pictures = pictures
    catalog = Catalog("stage kind", declarations.map { ($0.kind, $0) })
  }

  /// Plans the stages of every cell, inputs before readers, in the order of the spec and then of
  /// the cells.
  ///
  /// A stage varies over the axes that its options mention and those of its inputs, less those
  /// it gathers over. Takes time linear in stages and edges.
  ///
  /// - Throws: Everything that is wrong with the spec, its reading included.
  package func plan(_ spec: ExperimentSpec) throws(SpecErrors) -> Plan {
    var reader = StageReader(spec, catalog)
    let stages = spec.stages.map { reader.read($0) }
    // What wasn't read for an error of another kind would seem to be read by nothing.
    if reader.problems.isEmpty {
      VariantFields(spec).check(taken: reader.takenVariants, problems: &reader.problems)
    }
    let order = DependencyOrder(dependencies: stages.map { $0?.dependencies ?? [] })
    for cycle in order.cycles { report(cycle, spec, &reader.problems) }
    let axes = CellAxes(spec, stages)
    let tables = TablePlanner(
      spec, reader.metrics, axes, StageAxes(stages, order: order.order, of: spec.sweep)
    ).tables(problems: &reader.problems)
    let pictures = PicturePlanner(spec, pictures, reader.metrics, products: reader.products)
      .pictures(problems: &reader.problems)
    let searching = SearchPlanner(spec, reader.metrics)
    searching?.check(stages.compactMap { $0 }, problems: &reader.problems)
    try reader.problems.throwIfAny()
    var builder = PlanBuilder(spec.sweep, stages.compactMap { $0 }, reader)
    for stage in order.order { builder.add(stage) }
    var problems = builder.problems
    problems.add(contentsOf: builder.conflicts)
    let cells = PlanCells(spec.sweep, on: axes.indices)
    let search = searching?.search(cells, builder.planned, problems: &problems)
    try problems.throwIfAny()
    return Plan(
      experiment: spec.experiment, about: spec.about,
      axes: axes.indices.map { index in
        let axis = spec.sweep.axes[index]
        return SweepAxis(name: axis.name, labels: axis.values.map(\.label))
      },
      cells: cells, stages: builder.planned, tables: tables, pictures: pictures,
      search: search,
      outlooks: builder.outlooks)
  }

  private func report(_ cycle: [Int], _ spec: ExperimentSpec, _ problems: inout Problems) {
    let names = cycle.map { spec.stages[$0].name }
    let mark = spec.stages[cycle[0]].mark
    if names.count == 2 {
      problems.add(
        at: mark, "stage '\(names[0])' reads itself: \(names.joined(separator: " -> "))",
        hint: "name another stage")
    } else {
      problems.add(
        at: mark, "stages read each other in a circle: \(names.joined(separator: " -> "))",
        hint: "let one of them read something else")
    }
  }
}
