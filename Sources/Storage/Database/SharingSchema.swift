/// The tables that let several processes share a results folder.
enum SharingSchema {
  /// The statements of the migration.
  ///
  /// Files of earlier versions have no row in `object`; their bytes are compared at the first use.
  static let tables = """
    CREATE TABLE object (
      digest TEXT PRIMARY KEY,
      bytes INTEGER NOT NULL,
      modified INTEGER NOT NULL,
      changed INTEGER NOT NULL,
      inode INTEGER NOT NULL,
      checked TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX stage_by_content ON stage (fingerprint, content);
    CREATE TABLE gathering (
      digest TEXT NOT NULL,
      position INTEGER NOT NULL,
      coordinates TEXT NOT NULL,
      content TEXT,
      PRIMARY KEY (digest, position)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE run ADD COLUMN boot TEXT;
    ALTER TABLE run ADD COLUMN process INTEGER;
    ALTER TABLE run ADD COLUMN process_start INTEGER;
    ALTER TABLE run ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1));
    CREATE INDEX run_by_status ON run (status);
    CREATE TABLE reliance (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      stage TEXT NOT NULL,
      PRIMARY KEY (run, stage)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE publication (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      path TEXT NOT NULL,
      digest TEXT NOT NULL,
      PRIMARY KEY (run, path)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE acceptance (
      stage TEXT NOT NULL,
      former TEXT NOT NULL,
      accepted TEXT NOT NULL,
      differences TEXT NOT NULL,
      PRIMARY KEY (stage, former)
    ) STRICT, WITHOUT ROWID;
    """
}
