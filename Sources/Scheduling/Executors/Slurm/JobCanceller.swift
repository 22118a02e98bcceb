internal import Dispatch

/// Cancels jobs, on a queue of its own, as Slurm may take half a minute for it.
struct JobCanceller: Sendable {
  private let client: any SlurmClient
  private let queue = DispatchQueue(label: "executor.slurm.cancelling")

  init(_ client: any SlurmClient) { self.client = client }

  /// Cancels jobs by their numbers, and by their name those whose numbers are not known.
  ///
  /// - Parameter answer: Is called on the canceller's queue, with what Slurm failed to answer.
  func cancel(
    _ places: [JobPlace], name: String? = nil,
    answer: @escaping @Sendable (SlurmSilence?) -> Void
  ) {
    queue.async { answer(silence(places, name: name)) }
  }

  private func silence(_ places: [JobPlace], name: String?) -> SlurmSilence? {
    do throws(SlurmSilence) {
      if !places.isEmpty { try client.cancel(places) }
      if let name { try client.cancel(name: name) }
      return nil
    } catch {
      return error
    }
  }
}
