internal import FoundationEssentials
internal import GRDB
package import Pipeline
package import Spec

/// The table `submission`, which has the jobs that were submitted to a batch system.
package struct SubmissionTable: SubmissionJournal {
  static let schema = """
    CREATE TABLE submission (
      token TEXT NOT NULL,
      position INTEGER NOT NULL,
      stage TEXT NOT NULL,
      attempt INTEGER NOT NULL,
      name TEXT NOT NULL,
      job TEXT,
      state TEXT NOT NULL CHECK (state IN ('submitting', 'submitted', 'closed')),
      submitted TEXT NOT NULL,
      folder TEXT NOT NULL,
      message TEXT,
      PRIMARY KEY (token, position)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX submission_by_stage ON submission (stage, state);
    """

  private let database: ResultsDatabase

  init(_ database: ResultsDatabase) { self.database = database }

  package func begin(_ submissions: [Submission]) throws {
    try database.writeDurably { database in
      let statement = try database.cachedStatement(
        sql: "INSERT INTO submission VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)")
      for each in submissions {
        try statement.execute(arguments: [
          each.token, each.index, each.stage.description, each.attempt, each.name, each.job,
          each.state.rawValue, Self.timestamp(each.submitted), each.folder,
        ])
      }
    }
  }

  package func accepted(_ token: String, jobs: [Int: String]) throws {
    try database.write { database, _ in
      let statement = try database.cachedStatement(
        sql: """
          UPDATE submission SET job = ?, state = 'submitted'
          WHERE token = ? AND position = ? AND state <> 'closed'
          """)
      for (index, job) in jobs.sorted(by: { $0.key < $1.key }) {
        try statement.execute(arguments: [job, token, index])
      }
    }
  }

  package func ended(_ token: String, index: Int, message: String) throws {
    try database.write { database, _ in
      try database.execute(
        sql: """
          UPDATE submission SET state = 'closed', message = ? WHERE token = ? AND position = ?
          """, arguments: [message, token, index])
    }
  }

  package func open(_ stage: Fingerprint) throws -> [Submission] {
    try database.read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT token, position, stage, attempt, name, job, state, submitted, folder
          FROM submission WHERE stage = ? AND state IN ('submitting', 'submitted')
          ORDER BY submitted DESC, attempt DESC, token, position
          """, arguments: [stage.description])
      return try rows.map { row in
        Submission(
          token: row[0], index: row[1], stage: try row.fingerprint(2), attempt: row[3],
          name: row[4], folder: row[8], submitted: try Self.seconds(row[7]), job: row[5],
          state: Submission.State(rawValue: row[6]) ?? .submitting)
      }
    }
  }

  /// Returns the fingerprints of all stages that a batch system may be working on.
  func stages() throws -> Set<String> {
    try database.read { database in
      try Set(
        String.fetchAll(
          database, sql: "SELECT DISTINCT stage FROM submission WHERE state <> 'closed'"))
    }
  }

  package func settle(_ discard: (String) throws -> Void) throws {
    let closed = try database.write { database, _ in
      try database.execute(
        sql: """
          UPDATE submission SET state = 'closed' WHERE state <> 'closed' AND EXISTS
            (SELECT 1 FROM stage
              WHERE fingerprint = submission.stage AND finished >= submission.submitted)
          """)
      return try Row.fetchAll(
        database,
        sql: """
          SELECT token, MIN(folder) FROM submission
          GROUP BY token HAVING SUM(state <> 'closed') = 0
          """)
    }
    for row in closed { try discard(row[1]) }
    try database.write { database, _ in
      for row in closed {
        try database.execute(
          sql: "DELETE FROM submission WHERE token = ?", arguments: [row[0] as String])
      }
    }
  }

  private static func timestamp(_ seconds: Double) -> String {
    Date(timeIntervalSince1970: seconds).formatted(.iso8601)
  }

  private static func seconds(_ timestamp: String) throws -> Double {
    try Date(timestamp, strategy: .iso8601).timeIntervalSince1970
  }
}
