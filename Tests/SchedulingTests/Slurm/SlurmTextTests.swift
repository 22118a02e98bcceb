import Scheduling
import Testing

@Suite("what Slurm prints")
struct SlurmTextTests {
  @Test(
    "a submission's number is found among what sites print",
    arguments: [
      ("12\n", "12"), ("12;cluster\n", "12"), ("Welcome to the site!\n12\n", "12"),
      ("12;test\nQuota: 80 %; 3 days left\n", "12"), ("  345  \n", "345"),
      ("1\n2\n", "2"), ("", nil), ("sbatch: 12 jobs\n", nil), ("12;a;b\n", nil), (";c\n", nil),
      ("-3\n", nil), ("12.0\n", nil),
    ] as [(String, String?)])
  func submitted(output: String, job: String?) {
    #expect(SlurmText.submittedJob(output) == job)
  }

  @Test("the lines of squeue, as Slurm 22.05 writes them")
  func queue() {
    let entries = SlurmText.queue(
      """
      1_2|bondlab-r1|tokA|PENDING||JobArrayTaskLimit
      1_0|bondlab-r1|tokA|RUNNING|n1|None
      10|q|mem|FAILED|n1|JobLaunchFailure
      11|q|nf|NODE_FAIL|n2|NodeDown
      9|q||PENDING||Nodes required for job are DOWN, DRAINED or reserved | in use
      2_[3-7]|q|x|PENDING||Priority
      slurm_load_jobs: a line of something else

      """)
    #expect(
      entries == [
        entry(
          SlurmJobID(job: "1", index: 2, isTask: true), "bondlab-r1", "tokA", .waiting, "",
          "JobArrayTaskLimit"),
        entry(
          SlurmJobID(job: "1", index: 0, isTask: true), "bondlab-r1", "tokA", .running, "n1",
          "None"),
        entry(
          SlurmJobID(job: "10", index: 0, isTask: false), "q", "mem", .failed, "n1",
          "JobLaunchFailure"),
        entry(
          SlurmJobID(job: "11", index: 0, isTask: false), "q", "nf", .machineFailed, "n2",
          "NodeDown"),
        entry(
          SlurmJobID(job: "9", index: 0, isTask: false), "q", "", .waiting, "",
          "Nodes required for job are DOWN, DRAINED or reserved | in use"),
      ])
  }

  @Test("the lines of sacct by the number of a task, never by the raw number; steps are left out")
  func accounting() {
    let entries = SlurmText.accounting(
      """
      2_0|bondlab-r|tokA|COMPLETED|n1|/results/slurm/tokA
      2_0.batch|batch||COMPLETED|n1|
      2_1|bondlab-r||CANCELLED by 1000|n1|/results/slurm/tokA
      3|bondlab-r||OUT_OF_MEMORY|n2|/results/slurm/tokB
      3.extern|extern||COMPLETED|n2|
      """)
    #expect(
      entries == [
        entry(SlurmJobID(job: "2", index: 0, isTask: true), "bondlab-r", "tokA", .completed, "n1"),
        entry(SlurmJobID(job: "2", index: 1, isTask: true), "bondlab-r", "tokA", .cancelled, "n1"),
        entry(
          SlurmJobID(job: "3", index: 0, isTask: false), "bondlab-r", "tokB", .memoryExceeded,
          "n2"),
      ])
  }

  private func entry(
    _ jobID: SlurmJobID, _ name: String, _ token: String, _ state: QueueState, _ nodes: String,
    _ reason: String = ""
  ) -> QueueEntry {
    QueueEntry(
      jobID: jobID, name: name, token: token, state: state, nodes: nodes, reason: reason)
  }

  @Test("numbers of the configuration")
  func configuration() {
    let text = """
      Configuration data as of 2026-11-25T07:16:46
      MaxArraySize            = 10001
      MinJobAge               = 300 sec
      MaxJobCount             = 10000
      PluginDir               = /usr/lib/x=y
      """
    #expect(SlurmText.setting("MaxArraySize", in: text) == 10001)
    #expect(SlurmText.setting("MinJobAge", in: text) == 300)
    #expect(SlurmText.setting("PluginDir", in: text) == nil)
    #expect(SlurmText.setting("MaxArray", in: text) == nil)
  }

  @Test(
    "names of states",
    arguments: [
      ("COMPLETED", .completed), ("PENDING", .waiting), ("CONFIGURING", .waiting),
      ("RUNNING", .running), ("COMPLETING", .running), ("SUSPENDED", .running),
      ("STOPPED", .running), ("RESIZING", .running), ("REQUEUED", .waiting),
      ("REQUEUE_HOLD", .waiting), ("SIGNALING", .running), ("STAGE_OUT", .running),
      ("NODE_FAIL", .machineFailed), ("BOOT_FAIL", .machineFailed), ("PREEMPTED", .machineFailed),
      ("REVOKED", .machineFailed), ("OUT_OF_MEMORY", .memoryExceeded),
      ("OUT_OF_ME+", .unknown("OUT_OF_ME")),
      ("TIMEOUT", .timeExceeded), ("DEADLINE", .timeExceeded), ("FAILED", .failed),
      ("CANCELLED", .cancelled), ("CANCELLED by 1000", .cancelled), ("CANCELLED+", .cancelled),
      ("cancelled", .cancelled), ("NEW_STATE", .unknown("NEW_STATE")), ("", .unknown("")),
    ] as [(String, QueueState)])
  func states(name: String, state: QueueState) {
    #expect(QueueState(name) == state)
    #expect(QueueState(name).isFinal == ![.waiting, .running, .unknown("")].contains(kind(state)))
  }

  private func kind(_ state: QueueState) -> QueueState {
    if case .unknown = state { return .unknown("") }
    return state
  }

  @Test(
    "refusals of the moment are distinguished from those for good",
    arguments: [
      ("sbatch: error: Batch job submission failed: Socket timed out on send/recv operation", true),
      ("sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying.", true),
      (
        "sbatch: error: Batch job submission failed: Unable to contact slurm controller "
          + "(connect failure)", true
      ),
      ("sbatch: error: Batch job submission failed: Resource temporarily unavailable", true),
      (
        "sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job "
          + "submit limit, user's size and/or time limits)", true
      ),
      (
        "sbatch: error: Memory specification can not be satisfied\nsbatch: error: Batch job "
          + "submission failed: Requested node configuration is not available", false
      ),
      ("sbatch: error: invalid partition specified: nowhere", false),
      ("sbatch: error: Batch job submission failed: Invalid job array specification", false),
      (
        "sbatch: error: Batch job submission failed: Invalid account or account/partition "
          + "combination specified", false
      ),
    ])
  func refusals(complaint: String, isPassing: Bool) {
    #expect(SlurmText.isPassing(complaint) == isPassing)
  }

  @Test("a refusal in Slurm's own words")
  func words() {
    let complaint = SlurmText.complaint(
      """
      sbatch: error: Memory specification can not be satisfied
      sbatch: error: Batch job submission failed: Requested node configuration is not available

      """)
    #expect(
      complaint
        == "Memory specification can not be satisfied; "
        + "Batch job submission failed: Requested node configuration is not available")
  }

  @Test("what Slurm writes into outputs before it ends a job")
  func signs() {
    let memory = JobOutputSigns(
      """
      epoch 1
      slurmstepd-n1: error: StepId=10.batch exceeded memory limit (433033216 > 104857600), being \
      killed
      slurmstepd-n1: error: *** JOB 10 ON n1 CANCELLED AT 2026-11-25T07:20:36 ***
      slurmstepd-n1: error: Exceeded job memory limit
      """)
    #expect(memory.memory == "it used 412 MiB of memory and may use 100 MiB")
    #expect(!memory.hasReachedTimeLimit && !memory.hasLostNode && !memory.wasPreempted)
    let cgroup = JobOutputSigns(
      "slurmstepd: error: Detected 1 oom_kill event in StepId=5.batch. Some of the step tasks "
        + "have been OOM Killed.")
    #expect(cgroup.memory == "it exceeded its memory limit")
    let time = JobOutputSigns(
      "slurmstepd-n1: error: *** JOB 7 ON n1 CANCELLED AT 2026-11-25T07:20:36 DUE TO TIME LIMIT "
        + "***")
    #expect(time.hasReachedTimeLimit && time.memory == nil)
    let node = JobOutputSigns(
      "slurmstepd-n2: error: *** JOB 11 ON n2 CANCELLED AT 2026-11-25T07:20:35 DUE TO NODE "
        + "FAILURE, SEE SLURMCTLD LOG FOR DETAILS ***")
    #expect(node.hasLostNode)
    #expect(
      JobOutputSigns("slurmstepd: error: *** JOB 1 CANCELLED DUE TO PREEMPTION ***").wasPreempted)
    #expect(
      JobOutputSigns("my program exceeded memory limit (2 > 1) DUE TO TIME LIMIT")
        == JobOutputSigns())
  }
}
