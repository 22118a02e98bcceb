/// The state of a job, as far as it matters to whoever waits for the job.
package enum QueueState: Hashable, Sendable {
  case waiting
  case running
  case completed
  /// The machine that it ran on went away, which is not the job's fault.
  case machineFailed
  case memoryExceeded
  case timeExceeded
  case failed
  case cancelled
  /// A state of a name that this program doesn't know; the job counts as going on until its answer
  /// is there.
  case unknown(String)

  /// Reads Slurm's name of a state, as squeue and sacct write it, such as `CANCELLED by 1000` or
  /// `FAILED+`.
  package init(_ name: some StringProtocol) {
    let word = name.split { !($0.isLetter || $0 == "_") }.first.map { $0.uppercased() } ?? ""
    self = Self.names[word] ?? .unknown(word)
  }

  private static let names: [String: QueueState] = [
    "PENDING": .waiting, "CONFIGURING": .waiting, "REQUEUED": .waiting, "REQUEUE_FED": .waiting,
    "REQUEUE_HOLD": .waiting, "SPECIAL_EXIT": .waiting, "RESV_DEL_HOLD": .waiting,
    "POWER_UP_NODE": .waiting,
    "RUNNING": .running, "COMPLETING": .running, "SUSPENDED": .running, "STOPPED": .running,
    "RESIZING": .running, "SIGNALING": .running, "STAGE_OUT": .running,
    "COMPLETED": .completed,
    "NODE_FAIL": .machineFailed, "BOOT_FAIL": .machineFailed, "PREEMPTED": .machineFailed,
    "REVOKED": .machineFailed, "LAUNCH_FAILED": .machineFailed,
    "RECONFIG_FAIL": .machineFailed,
    "OUT_OF_MEMORY": .memoryExceeded,
    "TIMEOUT": .timeExceeded, "DEADLINE": .timeExceeded,
    "FAILED": .failed,
    "CANCELLED": .cancelled,
  ]

  /// Whether the job is over.
  package var isFinal: Bool {
    switch self {
    case .waiting, .running, .unknown: false
    case .completed, .machineFailed, .memoryExceeded, .timeExceeded, .failed, .cancelled: true
    }
  }
}

extension QueueEntry {
  /// Whether the job may wait for ever, because its request can never be met.
  package var mayNeverStart: Bool {
    guard state == .waiting else { return false }
    let hopeless = [
      "DependencyNeverSatisfied", "BadConstraints", "ReqNodeNotAvail", "PartitionNodeLimit",
      "PartitionTimeLimit", "PartitionDown", "PartitionInactive", "AssocGrp", "AssocMax", "QOSGrp",
      "QOSMax", "QOSMin", "QOSNotAllowed", "QOSTimeLimit", "InvalidAccount", "InvalidQOS",
      "AccountNotAllowed", "JobHeld", "launch failed", "Nodes required for job are", "BeginTime",
      "DeadLine", "Reservation", "MaxMemPerLimit", "Licenses",
    ]
    return hopeless.contains { reason.hasPrefix($0) }
  }
}
