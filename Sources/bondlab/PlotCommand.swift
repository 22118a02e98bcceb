internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import Options
internal import Pipeline
internal import Platform
internal import Reporting

struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draws the pictures of a spec from stored results",
    discussion: """
      A picture that is named goes to standard output; without a name, all pictures are written \
      into the folder of the experiment, and their paths are printed. Every metric is looked up \
      under the key that its stage has by the spec as it is now, with `--set`. Cells that were not \
      run since then are missing, and counted on standard error.
      """)

  @OptionGroup var spec: SpecArguments
  @Argument(help: "Name of a picture (otherwise all of them)")
  var picture: String?
  @OptionGroup var results: ResultsArguments
  @Option(help: "Format: \(PictureFormat.names); png and pdf need `rsvg-convert`")
  var format = PictureFormat.svg
  @Option(
    help: """
      File of a picture that is named, or folder of all pictures (otherwise standard output, or \
      the experiment's folder in the results folder)
      """)
  var out: String?
  @OptionGroup var completeness: CompletenessArguments

  func run() throws {
    let stored = try StoredMetrics(spec, results)
    let pictures = try stored.pictures()
    if let picture {
      try draw(picture, of: pictures)
    } else {
      if pictures.names.isEmpty { complain("the spec has no pictures") }
      let folder = out.map(HomeFolder.expanded) ?? "\(results.folder)/\(stored.plan.experiment)"
      for name in pictures.names { try write(name, of: pictures, in: folder) }
    }
    try completeness.check(stored)
  }

  private func draw(_ name: String, of pictures: ExperimentPictures) throws {
    guard let svg = pictures.svg(name) else {
      let hint = Suggestion.hint(for: name, among: pictures.names, noun: "picture")
      throw RequestError("there is no picture '\(name)'; \(hint)")
    }
    guard let out = out.map(HomeFolder.expanded) else {
      try PictureFile(svg, format).print()
      return
    }
    let isFolder = out.hasSuffix("/") || FileKind(atPath: out) == .folder
    let path = isFolder ? "\(out)/\(name).\(format.rawValue)" : out
    try PictureFile(svg, format).write(to: path)
    print(path)
  }

  private func write(_ name: String, of pictures: ExperimentPictures, in folder: String) throws {
    let path = "\(folder)/\(name).\(format.rawValue)"
    try PictureFile(pictures.svg(name) ?? "", format).write(to: path)
    print(path)
  }
}

/// The format of a picture's file.
enum PictureFormat: String, CaseIterable, ExpressibleByArgument {
  case svg, png, pdf

  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// A picture to be printed or written, in SVG or as another program converts it.
struct PictureFile {
  private static let converter = "rsvg-convert"

  private let svg: String
  private let format: PictureFormat

  init(_ svg: String, _ format: PictureFormat) { (self.svg, self.format) = (svg, format) }

  /// Prints the picture on standard output.
  ///
  /// - Throws: ``RequestError`` where it can't be converted, or would go to a terminal as bytes.
  func print() throws {
    guard format != .svg else {
      Swift.print(svg, terminator: "")
      return
    }
    guard isatty(STDOUT_FILENO) == 0 else {
      throw RequestError("\(format.rawValue) is no text for a terminal; give --out FILE")
    }
    try convert(to: nil)
  }

  /// Writes the picture to a file, whose folder is made where there is none.
  ///
  /// - Throws: ``RequestError`` where it can't be converted.
  func write(to path: String) throws {
    let folder = URL(filePath: path).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw RequestError("\(folder.path): the folder can't be made")
    }
    if format == .svg { try writeAtomically(svg, to: path) } else { try convert(to: path) }
  }

  /// Lets the other program read a temporary file, and write another one that is then renamed.
  private func convert(to path: String?) throws {
    let number = ProcessInfo.processInfo.processIdentifier
    let source = FileManager.default.temporaryDirectory
      .appending(path: "bondlab-\(number).svg").path
    let part = path.map { "\($0).\(number).part" }
    try writeAtomically(svg, to: source)
    defer { unlink(source) }
    var words = [Self.converter, "--format", format.rawValue]
    if format == .png { words += ["--zoom", "2"] }
    if let part { words += ["--output", part] }
    try run(words + [source])
    if let part, let path, rename(part, path) != 0 {
      unlink(part)
      throw RequestError("\(path): can't be written")
    }
  }

  private func run(_ words: [String]) throws {
    let child: ChildProcess
    do {
      child = try Program(words, streams: [0: .nothingToRead]).start()
    } catch {
      guard error.isAbsence else {
        throw RequestError("\(Self.converter) can't be started: \(error.reason)")
      }
      throw RequestError(
        "\(format.rawValue) needs \(Self.converter), which isn't installed; on Debian and Ubuntu "
          + "type: sudo apt-get install librsvg2-bin (or leave out --format for svg)")
    }
    guard child.wait().code == 0 else {
      throw RequestError("\(Self.converter) could not make the \(format.rawValue)")
    }
  }
}
