internal import ArgumentParser
internal import Storage

extension CacheCommand {
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Writes finished stages into one file, for another machine.",
      discussion: "Everything that is finished goes into it, or what one of the options chooses.")
    @Argument(help: "The file, a tar archive.")
    var file: String
    @Option(name: .customLong("run"), help: "The stages of the run of this number.")
    var number: Int?
    @Option(help: "The stages of all runs of this experiment.")
    var experiment: String?
    @Option(help: "Stages of this name, with or without their cell; may be repeated.")
    var stage: [String] = []
    @OptionGroup var results: ResultsArguments

    func validate() throws {
      let chosen = [number != nil, experiment != nil, !stage.isEmpty].filter { $0 }
      if chosen.count > 1 {
        throw ValidationError("--run, --experiment and --stage choose in different ways; give one")
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
      commandName: "import", abstract: "Takes over the finished stages of such a file.",
      discussion: "Every digest is compared before anything is taken over.")
    @Argument(help: "The file that `bondlab cache export` wrote.")
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
