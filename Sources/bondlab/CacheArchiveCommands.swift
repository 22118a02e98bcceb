internal import ArgumentParser
internal import Storage

extension CacheCommand {
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Writes finished stages into one file, for another machine",
      discussion: "Without options, the file holds every finished stage.")
    @Argument(help: "File to write, a tar archive")
    var file: String
    @Option(name: .customLong("run"), help: "Number of the run whose stages are written")
    var number: Int?
    @Option(help: "Experiment, the stages of whose runs are written")
    var experiment: String?
    @Option(help: "Stage that is written, by its name alone or with its cell; may be repeated")
    var stage: [String] = []
    @OptionGroup var results: ResultsArguments

    func validate() throws {
      let chosen = [number != nil, experiment != nil, !stage.isEmpty].filter { $0 }
      if chosen.count > 1 {
        throw ValidationError("--run, --experiment and --stage exclude each other; give one")
      }
    }

    func run() throws {
      let counts = try results.writing().export(selection, to: file)
      print("\(file): \(counts.stages) stages, \(counts.files) files, \(counts.bytes) bytes")
    }

    private var selection: ArchiveSelection {
      if let number { return .run(number) }
      if let experiment { return .experiment(experiment) }
      return stage.isEmpty ? .everything : .stages(stage)
    }
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Adds the finished stages of such a file to the store",
      discussion: "Every digest is checked before anything is added.")
    @Argument(help: "File that `bondlab cache export` wrote")
    var file: String
    @OptionGroup var results: ResultsArguments

    func run() throws {
      let counts = try results.writing().import(file)
      print(
        "\(counts.stages) stages taken over with \(counts.files) files, \(counts.bytes) bytes; "
          + "\(counts.known) were there before")
    }
  }
}
