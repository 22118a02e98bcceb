internal import ArgumentParser
internal import Reporting
internal import Stages

struct ModelInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Lists a model's tensors with part, owner, shape, size and norm, and sums by part",
    discussion: "A tensor that several layers share is listed once, for the layer that owns it.")

  @OptionGroup var model: ModelArguments
  @Option(help: "Output format: \(ExporterCatalog.names.joined(separator: ", "))")
  var format = "text"

  func run() throws {
    let exporter = try exporter(format)
    let inspection = try ModelInspection(model.source())
    for remark in inspection.remarks { complain(remark) }
    let tensors = Table(
      name: "tensors", header: ["tensor", "part", "owner", "shape", "size", "norm"],
      rows: inspection.tensors.map { row in
        [
          .text(row.name), .text(row.part), row.owner.isEmpty ? .missing : .text(row.owner),
          .text(row.shape.map(String.init).joined(separator: " × ")), .whole(row.count),
          .number(row.norm),
        ]
      })
    let parts = Table(
      name: "parts", header: ["part", "tensors", "size", "norm"],
      rows: inspection.totals.map { total in
        [.text(total.part), .whole(total.tensors), .whole(total.count), .number(total.norm)]
      })
    print([tensors, parts].map { exporter.render($0) }.joined(separator: "\n"), terminator: "")
  }
}
