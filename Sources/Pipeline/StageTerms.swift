/// What a stage needs of a machine and how it is treated there; nothing of it changes a result, and
/// nothing of it is part of a stage's key.
public struct StageTerms: Hashable, Sendable, Codable {
  /// Threads that it gets; nil for its share of the cores.
  public var threads: Int?
  /// Bytes that it may use; nil where nothing is said.
  public var memory: Int?
  /// Of things that a machine has a number of, such as `gpu`, how many it takes.
  public var tokens: [String: Int]
  /// Higher ones start first.
  public var priority: Int
  /// Seconds after which an attempt is ended; nil for none.
  public var timeout: Double?
  /// Attempts after the first, whatever made that fail; nil for what the run says.
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
