internal import Glibc

/// The system's `tar`, to write and read archives.
struct SystemTar {
  /// The archive.
  let path: String

  /// Packs files.
  ///
  /// - Parameters:
  ///   - first: The name of the file in `scratch` that comes first.
  ///   - names: Relative to `folder`.
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

  /// The names in the archive, in its order.
  func names(scratch: String) throws -> [String] {
    let answer = "\(scratch)/names"
    try run(["--list", "--file", path], scratch, answer: answer)
    return (DiskFile.text(answer) ?? "").split(separator: "\n").map(String.init)
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
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, answer, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, complaints, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    // Names as they are, whatever the user's language and options.
    let search = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    let texts: [String] = ["PATH=" + search, "LC_ALL=C"]
    let (words, variables) = ((["tar"] + arguments).map { strdup($0) }, texts.map { strdup($0) })
    defer { for text in words + variables { free(text) } }
    var process: pid_t = 0
    let code = posix_spawnp(&process, "tar", &actions, nil, words + [nil], variables + [nil])
    guard code == 0 else {
      throw StoreError(path, "tar can't be started: \(String(cString: strerror(code)))")
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    guard status != 0 else { return }
    let said = (DiskFile.text(complaints) ?? "").split(separator: "\n").first ?? "tar ended early"
    throw StoreError(path, "can't be read or written as an archive: \(said)")
  }
}
