internal import FoundationEssentials
internal import Pipeline
internal import Spec

/// Writes submissions to the journal and reads them, so that another process can go on with them.
///
/// A failure of the journal loses no result, only what a later process would know.
struct SubmissionNotes {
  private let journal: any SubmissionJournal
  /// The folder for the answers of all jobs.
  private let exits: String
  private let notices: SlurmNotices

  init(_ journal: any SubmissionJournal, exits: String, notices: SlurmNotices) {
    self.journal = journal
    self.exits = exits
    self.notices = notices
  }

  /// Notes Slurm's number of a submission whose fate was not known.
  func accepted(_ submission: Submission, as jobID: SlurmJobID) {
    attempt {
      try journal.accepted(submission.token, jobs: [submission.index: jobID.description])
    }
  }

  /// Notes that a submission ended without a result.
  func ended(_ submission: Submission, _ message: String) {
    attempt {
      try journal.ended(submission.token, index: submission.index, message: message)
    }
  }

  /// Forgets submissions whose stages are stored, with their files.
  func settle() {
    attempt {
      try journal.settle { folder in
        let token = folder.split(separator: "/").last.map(String.init) ?? ""
        for name in SharedFile.names(in: exits) where name.hasPrefix("\(token)-") {
          SharedFile.remove("\(exits)/\(name)")
        }
        SharedFile.remove(folder)
      }
    }
  }

  /// Returns what an earlier process submitted for a stage, if it may still come to a result.
  func recoverableJob(_ key: Fingerprint) -> (submission: Submission, manifest: JobManifest)? {
    var found: (submission: Submission, manifest: JobManifest)?
    attempt {
      for submission in try journal.open(key) {
        if let manifest = worthwhile(submission) {
          found = found ?? (submission, manifest)
        } else {
          try journal.ended(
            submission.token, index: submission.index, message: "ended before another run began")
        }
      }
    }
    return found
  }

  /// Returns the manifest of a submission; nil where it has failed, which is no failure of this
  /// run.
  private func worthwhile(_ submission: Submission) -> JobManifest? {
    let folder = SubmissionFolder(path: submission.folder)
    let name = SubmissionFolder.exitName(submission.token, submission.index)
    if let bytes = SharedFile.read("\(exits)/\(name)"),
      let exit = try? decodedLine(JobExit.self, bytes), exit.token == submission.token,
      exit.outcome != .done
    {
      return nil
    }
    guard let manifest = folder.readManifest(submission.index),
      manifest.token == submission.token
    else { return nil }
    return manifest
  }

  private func attempt(_ body: () throws -> Void) {
    do { try body() } catch { notices.showOnce("submissions can't be noted: \(error)") }
  }
}
