internal import Dispatch

/// Cancels jobs on a queue of its own, since Slurm may take half a minute for it.
struct JobCanceller: Sendable {
  private let client: any SlurmClient
  private let queue = DispatchQueue(label: "executor.slurm.cancelling")

  init(_ client: any SlurmClient) { self.client = client }

  /// Cancels jobs by their numbers, and all jobs of a name, whose numbers need not be known.
  ///
  /// - Parameter answer: It is called on the canceller's queue, with nil where Slurm has answered.
  func cancel(
    _ jobs: [SlurmJobID], name: String? = nil,
    answer: @escaping @Sendable (SlurmSilence?) -> Void
  ) {
    queue.async { answer(silence(jobs, name: name)) }
  }

  private func silence(_ jobs: [SlurmJobID], name: String?) -> SlurmSilence? {
    do throws(SlurmSilence) {
      if !jobs.isEmpty { try client.cancel(jobs) }
      if let name { try client.cancel(name: name) }
      return nil
    } catch {
      return error
    }
  }
}
