/// Views for those who ask the database themselves: a run's trials, stages, figures and origins.
enum Views {
  /// A run also tells which state of the sources it was of, for the last of the views.
  ///
  /// The index has final figures alone, so that a learning curve beside them, however long, costs
  /// those who read only what came out nothing. It has every column that they ask for, so that the
  /// table is not read as well. SQLite takes the primary key unless it is told.
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

  /// JSON has no infinity.
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

  /// What a stage is like is known once it has been done, here or in another run.
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
