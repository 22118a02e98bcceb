internal import Dispatch
internal import FoundationEssentials
internal import Glibc
internal import Pipeline
internal import Platform

/// Submits stages to Slurm.
struct SlurmSubmitter: Sendable {
  /// Stages that go to Slurm together, with their entries in the journal and their folder.
  struct Request: Sendable {
    let batch: SubmissionCollector.Batch
    let jobs: [StageJob]
    let submissions: [Submission]
    let token: String
    let folder: SubmissionFolder
  }

  /// The name of all jobs that this process submits.
  let name = "bondlab-\(newToken())"
  private let program: String
  private let context: ExecutorContext
  private let settings: SlurmSettings
  private let client: any SlurmClient
  private let queue = DispatchQueue(label: "executor.slurm.submitting")

  init(_ context: ExecutorContext, settings: SlurmSettings, client: any SlurmClient) {
    self.context = context
    self.settings = settings
    self.client = client
    program = settings.program ?? Self.resolved(context.program)
  }

  /// The reason why this program can't be run; nil where it can, or where the profile names another
  /// path for the nodes.
  var programProblem: String? {
    guard settings.program == nil else { return nil }
    do {
      try FileSystem.checkRunnable(program)
      return nil
    } catch {
      return "\(WorkerError(error))"
    }
  }

  /// Creates a request for the jobs of a batch, which are in the batch's order.
  func request(_ batch: SubmissionCollector.Batch, _ jobs: [StageJob]) -> Request {
    let token = Self.newToken()
    let folder = SubmissionFolder(results: context.results, token: token)
    let seconds = Date().timeIntervalSince1970
    let submissions = jobs.enumerated().map { index, job in
      Submission(
        token: token, index: index, stage: job.key, attempt: job.attempt, name: name,
        folder: folder.path, submitted: seconds)
    }
    return Request(
      batch: batch, jobs: jobs, submissions: submissions, token: token, folder: folder)
  }

  /// Submits a request on a queue of its own, on which it then calls `answer`.
  func submit(_ request: Request, answer: @escaping @Sendable (SubmissionAnswer) -> Void) {
    queue.async { answer(submit(request)) }
  }

  /// Writes the files, then the journal, then calls sbatch, then notes the answer.
  private func submit(_ request: Request) -> SubmissionAnswer {
    do {
      let arguments = arguments(request)
      try write(request, command: ["sbatch"] + arguments)
      try context.journal.begin(request.submissions)
      let lock = request.folder.lock()
      let answer = withExtendedLifetime(lock) {
        client.submit(arguments, holding: lock?.file.descriptor)
      }
      if case .accepted(let job) = answer {
        let jobIDs = request.batch.stages.indices.map { index in
          (index, SlurmJobID(job: job, index: index, isTask: request.batch.isArray).description)
        }
        try? context.journal.accepted(
          request.token, jobs: Dictionary(uniqueKeysWithValues: jobIDs))
      }
      return answer
    } catch {
      return .refused("it can't be submitted: \(error)")
    }
  }

  private func write(_ request: Request, command: [String]) throws {
    let exits = SubmissionFolder.exits(results: context.results)
    let manifests = request.jobs.enumerated().map { index, job in
      JobManifest(token: request.token, index: index, exits: exits, job: job)
    }
    let script = JobScript(
      program: program, folder: request.folder,
      environment: JobScript.environment(adding: settings.environment))
    try SharedFile.makeFolder(exits)
    try request.folder.write(manifests, script: script.text(command: command))
  }

  private func arguments(_ request: Request) -> [String] {
    let (batch, folder) = (request.batch, request.folder)
    var arguments = [
      "--parsable", "--job-name=\(name)", "--comment=\(request.token)", "--no-requeue",
      "--export=NONE", "--open-mode=append", "--chdir=\(folder.path)",
      "--output=\(batch.isArray ? "\(folder.path)/%a.out" : folder.output(0))",
    ]
    if batch.isArray {
      let throttle = settings.throttle.map { "%\($0)" } ?? ""
      arguments.append("--array=0-\(batch.stages.count - 1)\(throttle)")
    }
    for (option, value) in [
      ("partition", settings.partition), ("account", settings.account),
      ("qos", settings.quality), ("constraint", settings.constraint),
    ] {
      if let value { arguments.append("--\(option)=\(value)") }
    }
    return arguments + batch.request.arguments(settings) + settings.arguments + [folder.script]
  }

  private static func newToken() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Returns a path that is the same for other processes, where `path` is a link such as
  /// `/proc/self/exe`.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
