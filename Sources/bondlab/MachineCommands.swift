internal import ArgumentParser
internal import FoundationEssentials
internal import Pipeline
internal import Platform
internal import Reporting
internal import Scheduling
internal import Stages
internal import Tensors

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Shows what bondlab uses of this machine, with advice")

  func run() throws {
    let environment = ProcessInfo.processInfo.environment
    var rows: [[Table.Cell]] = [
      [.text("bondlab"), .text(Bondlab.version)],
      [.text("cores"), .text("\(ProcessInfo.processInfo.activeProcessorCount)")],
      [.text("memory"), .text("\(ProcessInfo.processInfo.physicalMemory >> 20) MiB")],
      [.text("matrix products"), .text("bondlab's own, for \(productKernelName())")],
      [.text("bfloat16 products"), .text(Precision.bfloat16.isAvailable ? "yes" : "no")],
      [.text("OpenBLAS kernel"), .text(blasKernelName())],
    ]
    for (name, value) in environment.sorted(by: { $0.key < $1.key })
    where name.hasPrefix("OPENBLAS_") || name.hasPrefix("BONDLAB_") {
      rows.append([.text(name), .text(value)])
    }
    print(
      TextExporter.render(Table(name: "machine", header: ["what", "value"], rows: rows)),
      terminator: "")
    if let advice = BLASChoice.advice { print("\n\(advice)") }
  }
}

struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Does jobs that are given on standard input (for `run`)",
    shouldDisplay: false)

  @Option(help: "Manifest of the one job to do, for a batch system")
  var job: String?

  func run() throws {
    if let job { throw ExitCode(BatchJob.run(manifest: job, program: "/proc/self/exe")) }
    let folder = ProcessInfo.processInfo.environment["BONDLAB_POWERCAP"] ?? EnergyCounters.folder
    WorkerLoop.run(energy: EnergyCounters(root: folder)) {
      try StageCatalog.run($0, reporter: $1)
    }
  }
}
