package import FoundationEssentials
internal import Options

/// The host, program and time that the store records things with; they are passed in, never looked
/// up.
package struct Surroundings: Sendable {
  package let host: String
  /// The program's version.
  package let version: String
  /// Facts about the process by name, such as OPENBLAS_* variables, the BLAS kernel and the number
  /// of threads.
  package let environment: [String: String]
  /// The clock.
  package let now: @Sendable () -> Date

  package init(
    host: String, version: String, environment: [String: String],
    now: @escaping @Sendable () -> Date
  ) {
    self.host = host
    self.version = version
    self.environment = environment
    self.now = now
  }

  var environmentJSON: String { Value.map(environment.mapValues(Value.text)).canonicalJSON }

  /// The present time, such as `2026-11-23T18:55:48Z`.
  var timestamp: String { now().formatted(.iso8601) }
}
