internal import FoundationEssentials

/// This program, or one of the runners that the benchmark compares it with.
enum RunnerTool: String, CaseIterable {
  case bondlab, doit, ninja

  var name: String { rawValue }

  /// Finds this program and those of the others that are installed.
  static func all(in folder: String) throws -> [RunnerTool] {
    try allCases.filter { tool in
      try tool == .bondlab || TimedProcess.run(tool.words + ["--version"], in: folder).code == 0
    }
  }

  /// Whether the tool is measured on a graph.
  ///
  /// Others get only graphs that are run, as a dense graph has a million edges.
  func takes(_ graph: RunnerGraph) -> Bool { self == .bondlab || graph.isRun }

  private var words: [String] {
    switch self {
    case .bondlab: ["/proc/self/exe"]
    case .doit: ["python3", "-m", "doit"]
    case .ninja: ["ninja"]
    }
  }

  /// The command that prints what would be done.
  var planWords: [String] {
    switch self {
    case .bondlab: words + ["plan", "spec.yaml", "--results", "none"]
    case .doit: words + ["list", "--all", "--status"]
    case .ninja: words + ["-n"]
    }
  }

  /// Makes the command that runs a graph.
  func runWords(jobs: Int) -> [String] {
    switch self {
    case .bondlab:
      words + ["run", "spec.yaml", "--results", "results", "--quiet", "--jobs", "\(jobs)"]
    case .doit: words + ["run", "-n", "\(jobs)"]
    case .ninja: words + ["-j", "\(jobs)"]
    }
  }

  /// Writes the file that describes a graph to the tool.
  func prepare(_ graph: RunnerGraph, in folder: String) throws {
    let (name, text) =
      switch self {
      case .bondlab: ("spec.yaml", graph.spec)
      case .doit: ("dodo.py", Self.python(graph))
      case .ninja: ("build.ninja", Self.ninjaFile(graph))
      }
    try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
  }

  private static func python(_ graph: RunnerGraph) -> String {
    let tasks = graph.tasks.map { task in
      let reads = task.reads.map { "'\($0).txt'" }.joined(separator: ", ")
      return "('\(task.name)', '\(task.command)', [\(reads)]),\n"
    }
    return """
      DOIT_CONFIG = {'verbosity': 0}
      TASKS = [
      \(tasks.joined())]
      def task_stage():
          for name, command, reads in TASKS:
              yield {'name': name, 'actions': [command], 'file_dep': reads,
                     'targets': [name + '.txt']}

      """
  }

  private static func ninjaFile(_ graph: RunnerGraph) -> String {
    "rule shell\n  command = $words\n"
      + graph.tasks.map { task in
        let reads = task.reads.map { " \($0).txt" }.joined()
        return "build \(task.name).txt: shell\(reads)\n  words = \(task.command)\n"
      }.joined()
  }
}
