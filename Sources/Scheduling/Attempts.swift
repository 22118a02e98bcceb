internal import Dispatch

/// The attempts at stages that go on, and the reasons why the last ones failed.
struct Attempts {
  /// An attempt that has begun.
  struct Attempt {
    let number: Int
    let logFile: String
    private let start = DispatchTime.now()

    init(number: Int, logFile: String) {
      self.number = number
      self.logFile = logFile
    }

    /// Seconds since it began.
    var seconds: Double {
      Double(DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1e9
    }
  }

  private var begun: [Int: Attempt] = [:]
  private var failures: [Int: StageFailure] = [:]

  /// Returns the last attempt at a stage; nil where there was none, or it has succeeded.
  subscript(stage: Int) -> Attempt? { begun[stage] }

  /// Returns the reason why the last attempt at a stage failed.
  func failure(of stage: Int) -> StageFailure {
    failures[stage] ?? StageFailure(.runner, "it failed")
  }

  mutating func begin(_ stage: Int, number: Int, logFile: String) {
    begun[stage] = Attempt(number: number, logFile: logFile)
  }

  mutating func fail(_ stage: Int, _ failure: StageFailure) { failures[stage] = failure }

  mutating func succeed(_ stage: Int) { begun[stage] = nil }
}
