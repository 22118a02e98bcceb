/// Copies single members out of archives, whose own names of members never become paths.
enum Archive {
  /// Reads one member of a zip file; Python is there wherever pip is.
  private static let unzip = """
    from shutil import copyfileobj
    from sys import argv, exit, stdout
    from zipfile import BadZipFile, ZipFile
    try:
        with ZipFile(argv[1]) as archive, archive.open(argv[2]) as member:
            copyfileobj(member, stdout.buffer)
    except (KeyError, BadZipFile) as problem:
        exit(str(problem))
    """

  /// Copies a member to a file of its own.
  ///
  /// The ending of the archive's name determines its kind: `.zip` and `.whl`, `.tar.gz`, or else a
  /// single compressed file (`.gz`, `.dz`), which has one member, whatever it is called.
  ///
  /// - Throws: `FetchError.missingMember` where it isn't there or is broken.
  static func extract(
    _ member: String, of archive: String, to file: String, with tools: Tools
  ) throws(FetchError) {
    let command =
      if archive.hasSuffix(".zip") || archive.hasSuffix(".whl") {
        ["python3", "-c", unzip, archive, member]
      } else if archive.hasSuffix(".tar.gz") {
        ["tar", "-xzOf", archive, "--", member]
      } else {
        ["gzip", "-dc", "--", archive]
      }
    guard try tools.run(command, output: file) == 0 else {
      throw .missingMember(archive: lastName(archive), member: member)
    }
  }

  private static func lastName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
