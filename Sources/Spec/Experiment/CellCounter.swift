internal import Options

/// Works out the cells that the rules of a sweep leave, and refuses more than can be numbered.
struct CellCounter {
  private let rules: CellRules

  init(_ rules: CellRules) { self.rules = rules }

  func sweep(_ problems: inout Problems) -> Sweep {
    var cells = 1
    for axis in rules.axes {
      let (product, overflows) = cells.multipliedReportingOverflow(by: axis.values.count)
      if overflows || product > Sweep.cellLimit {
        return refused(at: axis, "the sweep has more than \(Sweep.cellLimit) cells", &problems)
      }
      cells = product
    }
    let sweep: Sweep
    do throws(CellRules.TooMany) {
      sweep = Sweep(axes: rules.axes, bound: rules.bound, codes: try rules.codes())
    } catch {
      let names = rules.bound.axes.map { "'\(rules.axes[$0].name)'" }
      return refused(
        at: rules.axes[error.axis],
        "'when', 'include' and 'except' tie together more than \(Sweep.boundLimit) combinations "
          + "of \(names.prefix(12).joined(separator: ", "))", &problems)
    }
    if sweep.cells.isEmpty, cells > 0, let axis = rules.axes.first {
      problems.add(
        at: axis.mark, "'except' leaves no cell of the sweep",
        hint: "remove an entry of 'except'")
    }
    return sweep
  }

  private func refused(
    at axis: Axis, _ problem: String, _ problems: inout Problems
  ) -> Sweep {
    problems.add(
      at: axis.mark, problem,
      hint: "remove values, or vary several things together as named variants")
    return Sweep(
      axes: rules.axes.map {
        Axis(name: $0.name, mark: $0.mark, hasVariants: $0.hasVariants, values: [])
      })
  }
}
