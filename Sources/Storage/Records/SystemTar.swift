internal import Platform

/// Writes and reads archives with the system's `tar`.
struct SystemTar {
  /// Path of the archive.
  let path: String

  /// Packs files into the archive.
  ///
  /// - Parameters:
  ///   - first: The name of the file in `scratch` that becomes the first member.
  ///   - names: The other members, relative to `folder`.
  ///   - scratch: A folder for lists and messages.
  func pack(
    _ first: String, _ names: [String], from folder: String, scratch: String
  ) throws {
    let list = "\(scratch)/list"
    try DiskFile.write(Array(names.joined(separator: "\0").utf8), to: list)
    try run(
      [
        "--create", "--file", path, "--no-recursion", "--owner=0", "--group=0", "--format=pax",
        "--directory", scratch, first, "--directory", folder, "--null", "--files-from", list,
      ], scratch)
  }

  /// Returns the names of the members, in their order.
  func names(scratch: String) throws -> [String] {
    let answer = "\(scratch)/names"
    try run(["--list", "--file", path], scratch, answer: answer)
    return (FileSystem.text(answer) ?? "").split(separator: "\n").map(String.init)
  }

  func unpack(into folder: String, scratch: String) throws {
    try run(
      [
        "--extract", "--file", path, "--directory", folder, "--no-same-owner",
        "--no-same-permissions", "--keep-old-files",
      ], scratch)
  }

  private func run(_ arguments: [String], _ scratch: String, answer: String = "/dev/null") throws {
    let complaints = "\(scratch)/complaints"
    var program = Program(
      ["tar"] + arguments,
      streams: [
        0: .nothingToRead, 1: .writing(answer, permissions: 0o600),
        2: .writing(complaints, permissions: 0o600),
      ])
    // Names are printed as they are, whatever the user's language and options.
    program.environment = [
      "PATH=\(ProcessEnvironment.value("PATH") ?? "/usr/bin:/bin")", "LC_ALL=C",
    ]
    let child: ChildProcess
    do {
      child = try program.start()
    } catch {
      throw StoreError(path, "tar can't be started: \(error.reason)")
    }
    if child.wait().code == 0 { return }
    let said = (FileSystem.text(complaints) ?? "").split(separator: "\n").first ?? "tar ended early"
    throw StoreError(path, "can't be read or written as an archive: \(said)")
  }
}
