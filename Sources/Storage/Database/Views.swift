/// Views for people who query the database themselves, of a run's trials, stages, metrics and
/// provenance.
enum Views {
  /// The statements of the migration, which also gives runs the column `revision` (the git commit
  /// of the spec's folder) for the view `provenance`.
  ///
  /// The index has final metrics alone, so that learning curves, however long, cost nothing when
  /// only final metrics are read. It has every column that such queries use, so that the table
  /// itself is not read. SQLite uses the primary key unless a query names the index.
  static let schema = """
    ALTER TABLE run ADD COLUMN revision TEXT;
    CREATE INDEX metric_final ON metric (stage, position, name, value, step, reproducible)
      WHERE step IS NULL AND reproducible = 1;
    \(trials);
    \(metricsWide);
    \(stages);
    \(provenance);
    """

  private static let trials = """
    CREATE VIEW trials AS
      SELECT run.experiment AS experiment, run.id AS run, run_stage.cell AS cell,
          COUNT(*) AS stages,
          SUM(run_stage.status = 'waiting') AS waiting,
          SUM(run_stage.status = 'running') AS running,
          SUM(run_stage.status = 'cached') AS cached,
          SUM(run_stage.status = 'done') AS done,
          SUM(run_stage.status = 'failed') AS failed,
          SUM(run_stage.status = 'interrupted') AS interrupted,
          SUM(run_stage.status = 'skipped') AS skipped,
          TOTAL(run_stage.seconds) AS seconds
        FROM run JOIN run_stage ON run_stage.run = run.id
        GROUP BY run.id, run_stage.cell
        ORDER BY run.id, MIN(run_stage.ordinal)
    """

  /// Metrics that are infinite are null, as JSON has no infinity.
  private static let metricsWide = """
    CREATE VIEW metrics_wide AS
      SELECT run.experiment AS experiment, run.id AS run, run_stage.cell AS cell,
          run_stage.stage AS stage, run_stage.id AS id,
          (SELECT json_group_object(name, CASE WHEN abs(value) < 9e999 THEN value END)
            FROM metric INDEXED BY metric_final
            WHERE metric.stage = run_stage.fingerprint AND step IS NULL AND reproducible = 1)
            AS metrics
        FROM run JOIN run_stage ON run_stage.run = run.id
        WHERE run_stage.status IN ('done', 'cached')
        ORDER BY run.id, run_stage.ordinal
    """

  /// The columns of a stage's work have values once it has been done, in this or another run.
  private static let stages = """
    CREATE VIEW stages AS
      SELECT run.experiment AS experiment, run.id AS run, run_stage.cell AS cell,
          run_stage.stage AS stage, run_stage.id AS id, stage.kind AS kind,
          stage.version AS version, stage.options AS options,
          COALESCE(run_stage.seconds, stage.seconds) AS seconds, run_stage.status AS status,
          run_stage.fingerprint AS fingerprint
        FROM run JOIN run_stage ON run_stage.run = run.id
        LEFT JOIN stage ON stage.fingerprint = run_stage.fingerprint
        ORDER BY run.id, run_stage.ordinal
    """

  private static let provenance = """
    CREATE VIEW provenance AS
      SELECT run.experiment AS experiment, run.id AS run, run_stage.cell AS cell,
          run_stage.stage AS stage, run_stage.id AS id, run_stage.fingerprint AS fingerprint,
          (SELECT json_group_array(json_object('role', role, 'content', content)) FROM input
            WHERE input.stage = run_stage.fingerprint) AS inputs,
          (SELECT json_group_object(name, digest) FROM artifact
            WHERE artifact.stage = run_stage.fingerprint) AS files,
          COALESCE(stage.environment, run.environment) AS environment, run.host AS host,
          run.version AS program, run.command AS command, run.spec_file AS spec_file,
          run.revision AS revision
        FROM run JOIN run_stage ON run_stage.run = run.id
        LEFT JOIN stage ON stage.fingerprint = run_stage.fingerprint
        ORDER BY run.id, run_stage.ordinal
    """
}
