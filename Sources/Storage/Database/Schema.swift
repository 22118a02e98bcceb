internal import GRDB

/// The database's schema, in the order in which versions of the program added to it.
enum Schema {
  /// The mark of this program's databases, `BOND` in ASCII.
  static let applicationID = 0x424F_4E44

  /// The steps that bring a database up to date.
  ///
  /// A migration that has been released is never edited; a change needs a new one.
  static var migrations: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 first tables") { database in
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: runTables)
      try database.execute(sql: stageTables)
      try database.execute(sql: views)
    }
    migrator.registerMigration("2 recipes") { database in
      try database.execute(sql: recipes)
    }
    migrator.registerMigration("3 submissions") { database in
      try database.execute(sql: SubmissionTable.schema)
    }
    migrator.registerMigration("4 files, owners and gatherings") { database in
      try database.execute(sql: SharingSchema.tables)
    }
    migrator.registerMigration("5 decisions") { database in
      try database.execute(sql: DecisionTable.schema)
    }
    migrator.registerMigration("6 views of trials, stages and provenance") { database in
      try database.execute(sql: Views.schema)
    }
    migrator.registerMigration("7 who accepted") { database in
      try database.execute(
        sql: "ALTER TABLE acceptance ADD COLUMN accepted_by TEXT NOT NULL DEFAULT ''")
    }
    migrator.registerMigration("8 figures of the latest runs") { database in
      try database.execute(sql: latestMetrics)
    }
    migrator.registerMigration("9 included files") { database in
      try database.execute(sql: includedFiles)
    }
    return migrator
  }

  private static let runTables = """
    CREATE TABLE experiment (
      name TEXT PRIMARY KEY,
      about TEXT NOT NULL,
      created TEXT NOT NULL
    ) STRICT;
    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      experiment TEXT NOT NULL REFERENCES experiment (name),
      started TEXT NOT NULL,
      finished TEXT,
      status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'interrupted')),
      spec_file TEXT NOT NULL,
      spec_text TEXT NOT NULL,
      command TEXT NOT NULL,
      version TEXT NOT NULL,
      host TEXT NOT NULL,
      environment TEXT NOT NULL
    ) STRICT;
    CREATE INDEX run_by_experiment ON run (experiment, id);
    CREATE TABLE run_stage (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      ordinal INTEGER NOT NULL,
      stage TEXT NOT NULL,
      id TEXT NOT NULL,
      cell TEXT NOT NULL,
      fingerprint TEXT,
      status TEXT NOT NULL CHECK (status IN
        ('waiting', 'running', 'cached', 'done', 'failed', 'interrupted', 'skipped')),
      started TEXT,
      finished TEXT,
      seconds REAL,
      attempts INTEGER NOT NULL DEFAULT 0,
      log TEXT,
      message TEXT,
      PRIMARY KEY (run, ordinal)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX run_stage_by_id ON run_stage (id, run);
    """

  /// The table of the files that specs include.
  private static let includedFiles = """
    CREATE TABLE included_file (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      path TEXT NOT NULL,
      text TEXT NOT NULL,
      PRIMARY KEY (run, position)
    ) STRICT, WITHOUT ROWID;
    """

  private static let stageTables = """
    CREATE TABLE stage (
      fingerprint TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      version INTEGER NOT NULL,
      options TEXT NOT NULL,
      components TEXT NOT NULL,
      content TEXT NOT NULL,
      finished TEXT NOT NULL,
      seconds REAL,
      environment TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE input (
      stage TEXT NOT NULL REFERENCES stage (fingerprint) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      role TEXT NOT NULL,
      coordinates TEXT NOT NULL,
      content TEXT,
      PRIMARY KEY (stage, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE artifact (
      stage TEXT NOT NULL REFERENCES stage (fingerprint) ON DELETE CASCADE,
      name TEXT NOT NULL,
      digest TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      removed TEXT,
      PRIMARY KEY (stage, name)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX artifact_by_digest ON artifact (digest);
    CREATE TABLE metric (
      stage TEXT NOT NULL REFERENCES stage (fingerprint) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      step INTEGER,
      value REAL,
      reproducible INTEGER NOT NULL CHECK (reproducible IN (0, 1)),
      PRIMARY KEY (stage, position)
    ) STRICT, WITHOUT ROWID;
    """

  /// The column `recipe`, which stages of earlier versions lack, as no stage has their keys any
  /// more.
  private static let recipes = """
    ALTER TABLE stage ADD COLUMN recipe TEXT;
    CREATE INDEX stage_by_recipe ON stage (recipe);
    """

  private static let views = """
    CREATE VIEW result AS \(metrics(where: "metric.reproducible = 1"));
    CREATE VIEW timing AS \(metrics(where: "metric.reproducible = 0"));
    """

  /// The views of results: `result` has each experiment's latest run alone, so that each cell has
  /// one value of a metric, and another view has every run.
  private static let latestMetrics = """
    DROP VIEW result;
    CREATE VIEW result_of_every_run AS \(metrics(where: "metric.reproducible = 1"));
    CREATE VIEW result AS \(metrics(where: """
      metric.reproducible = 1 AND run.id = (
          SELECT MAX(id) FROM run AS latest WHERE latest.experiment = run.experiment)
      """));
    """

  private static func metrics(where condition: String) -> String {
    """
    SELECT run.experiment AS experiment, run.id AS run, run_stage.cell AS cell,
        run_stage.stage AS stage, metric.name AS metric, metric.step AS step, metric.value AS value
      FROM run
      JOIN run_stage ON run_stage.run = run.id
      JOIN metric ON metric.stage = run_stage.fingerprint
      WHERE run_stage.status IN ('done', 'cached') AND \(condition)
      ORDER BY run.id, run_stage.ordinal, metric.position
    """
  }
}
