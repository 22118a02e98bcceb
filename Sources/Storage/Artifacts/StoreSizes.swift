/// The disk space that a results folder takes, in bytes.
package struct StoreSizes: Sendable, Equatable {
  package let database: Int
  package let artifacts: Int
  package let records: Int
  package let work: Int
  package let logs: Int
  package let quarantine: Int
}
