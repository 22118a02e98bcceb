import Options
import Pipeline
import Scheduling
import Spec
import Testing

/// Makes a job that asks for resources.
private func job(_ resources: StageResources, threads: Int = 1) -> StageJob {
  StageJob(
    id: "a", kind: "work", options: .map([:]), inputs: [], workFolder: "/", logFile: "/dev/null",
    threads: threads, key: Fingerprint(ofFields: []), resources: resources)
}

@Suite("what stages ask Slurm for")
struct SlurmRequestTests {
  private var settings: SlurmSettings {
    var settings = SlurmSettings()
    settings.grace = 0
    return settings
  }

  @Test("threads, memory rounded up to MiB, and time rounded up to minutes")
  func amounts() {
    let resources = StageResources(memory: (100 << 20) + 1, timeout: 61)
    let request = SlurmRequest(job(resources, threads: 3), settings)
    #expect(
      request.arguments(settings) == [
        "--nodes=1", "--ntasks=1", "--cpus-per-task=3", "--mem=101M", "--time=2",
      ])
  }

  @Test("nothing is asked for that neither the stage nor the profile says")
  func nothing() {
    let request = SlurmRequest(job(StageResources()), settings)
    #expect(request.arguments(settings) == ["--nodes=1", "--ntasks=1", "--cpus-per-task=1"])
  }

  @Test("the warning before a time limit takes nothing of the stage's own time")
  func grace() {
    var settings = SlurmSettings()
    settings.grace = 30
    let request = SlurmRequest(job(StageResources(timeout: 600)), settings)
    #expect(request.minutes == 12)
    #expect(request.arguments(settings).contains("--signal=B:TERM@30"))
  }

  @Test("memory by processor, where a site wants it so, makes at least the same sum")
  func byProcessor() {
    var settings = settings
    settings.asksMemoryPerProcessor = true
    settings.memory = 100 << 20
    let request = SlurmRequest(job(StageResources(), threads: 3), settings)
    #expect(request.arguments(settings).contains("--mem-per-cpu=34M"))
  }

  @Test("tokens that the profile has a resource for, in order")
  func tokens() {
    var settings = settings
    settings.gres = ["gpu=gpu:a100", "licence=tool"]
    let resources = StageResources(tokens: ["licence": 1, "gpu": 2, "slot": 3, "none": 0])
    let arguments = SlurmRequest(job(resources), settings).arguments(settings)
    #expect(arguments.contains("--gres=gpu:a100:2,tool:1"))
  }

  @Test("memory and time grow where they did not suffice; nodes that failed are left out")
  func growth() {
    var settings = settings
    settings.memory = 100 << 20
    var growth = SlurmGrowth()
    (growth.memory, growth.time) = (2, 1.5)
    let resources = StageResources(timeout: 60)
    let request = SlurmRequest(job(resources), settings, growth: growth, excluded: ["n2", "n1"])
    let arguments = request.arguments(settings)
    #expect(arguments.contains("--mem=200M"))
    #expect(arguments.contains("--time=2"))
    #expect(arguments.contains("--exclude=n1,n2"))
    let declared = SlurmRequest(job(StageResources(memory: 64 << 20)), settings, growth: growth)
    #expect(declared.memory == 128)
  }
}

@Suite("stages that are put together")
struct SubmissionCollectorTests {
  private let small = SlurmRequest(job(StageResources()), SlurmSettings())
  private let large = SlurmRequest(job(StageResources(memory: 1 << 30)), SlurmSettings())

  @Test("like stages go into one array after a moment, others into one of their own")
  func like() {
    var collector = SubmissionCollector(limit: 10, delay: 2)
    collector.add("a", small, isSingle: false, at: 0)
    collector.add("b", large, isSingle: false, at: 0.5)
    collector.add("c", small, isSingle: false, at: 1)
    #expect(collector.next(room: 10, at: 1.9) == nil)
    #expect(collector.next(room: 10, at: 2)?.stages == ["a", "c"])
    #expect(collector.next(room: 10, at: 2) == nil)
    let last = collector.next(room: 10, at: 2.5)
    #expect(last?.stages == ["b"] && last?.isArray == false && last?.request == large)
    #expect(collector.isEmpty)
  }

  @Test("a full array is not waited for, and no array is larger than may be")
  func full() {
    var collector = SubmissionCollector(limit: 2, delay: 100)
    for name in ["a", "b", "c"] { collector.add(name, small, isSingle: false, at: 0) }
    let first = collector.next(room: 10, at: 0)
    #expect(first?.stages == ["a", "b"] && first?.isArray == true)
    #expect(collector.next(room: 10, at: 99) == nil)
    #expect(collector.next(room: 10, at: 100)?.stages == ["c"])
  }

  @Test("no more are taken than there is room for")
  func room() {
    var collector = SubmissionCollector(limit: 10, delay: 0)
    for name in ["a", "b", "c"] { collector.add(name, small, isSingle: false, at: 0) }
    #expect(collector.next(room: 0, at: 1) == nil)
    #expect(collector.next(room: 2, at: 1)?.stages == ["a", "b"])
    #expect(collector.count == 1)
  }

  @Test("a stage that is tried again goes alone and at once")
  func single() {
    var collector = SubmissionCollector(limit: 10, delay: 100)
    collector.add("a", small, isSingle: false, at: 0)
    collector.add("b", small, isSingle: true, at: 0)
    #expect(collector.next(room: 10, at: 0)?.stages == ["b"])
    #expect(collector.next(room: 10, at: 0) == nil)
  }

  @Test("a stage that was taken out is not submitted")
  func removal() {
    var collector = SubmissionCollector(limit: 10, delay: 0)
    collector.add("a", small, isSingle: false, at: 0)
    let removed = [collector.remove("a"), collector.remove("a")]
    #expect(removed == [true, false])
    #expect(collector.next(room: 10, at: 1) == nil)
  }
}

@Suite("when the queue is asked")
struct QueueClockTests {
  private var timing: SlurmTiming {
    var timing = SlurmTiming()
    (timing.query, timing.longestQuery) = (10, 40)
    return timing
  }

  @Test("at once, then as often as allowed while things change, and more and more seldom else")
  func backOff() {
    var clock = QueueClock(timing)
    #expect(clock.isDue(at: 5))
    clock.asked(at: 5)
    clock.answered(isNews: true)
    #expect(!clock.isDue(at: 14.9) && clock.isDue(at: 15))
    for _ in 0..<10 { clock.answered(isNews: false) }
    #expect(!clock.isDue(at: 44.9) && clock.isDue(at: 45))
    clock.wakes()
    #expect(clock.isDue(at: 15))
    for _ in 0..<10 { clock.failed() }
    #expect(!clock.isDue(at: 44.9) && clock.isDue(at: 45))
  }

  @Test("often enough to see jobs that Slurm soon forgets")
  func retention() {
    var clock = QueueClock(timing, retention: 30)
    clock.asked(at: 0)
    for _ in 0..<10 { clock.answered(isNews: false) }
    #expect(!clock.isDue(at: 14.9) && clock.isDue(at: 15))
  }
}
