/// The resources that a stage takes of a machine, its time limit, retries and priority.
///
/// None of them changes a result, and none is a part of a stage's key.
public struct StageResources: Hashable, Sendable, Codable {
  /// Number of threads; nil for the stage's share of the cores.
  public var threads: Int?
  /// Largest memory in bytes; nil where the spec gives none.
  public var memory: Int?
  /// Number of units that the stage takes of each counted resource, such as `gpu`, by name.
  public var tokens: [String: Int]
  /// Priority of the stage; stages of higher priority start first.
  public var priority: Int
  /// Seconds after which an attempt is ended; nil for no limit.
  public var timeout: Double?
  /// Number of attempts after the first, whatever made that fail; nil for the run's default.
  public var retries: Int?

  public init(
    threads: Int? = nil, memory: Int? = nil, tokens: [String: Int] = [:], priority: Int = 0,
    timeout: Double? = nil, retries: Int? = nil
  ) {
    self.threads = threads
    self.memory = memory
    self.tokens = tokens
    self.priority = priority
    self.timeout = timeout
    self.retries = retries
  }
}
