import Scheduling
import Spec
import Testing

@Suite("the profile's section slurm")
struct SlurmSettingsTests {
  private func settings(_ text: String) throws -> SlurmSettings {
    let profile = try Profile(
      Array(text.utf8), file: "profile.yaml", sections: ExecutorCatalog.sections)
    let settings = profile[SlurmSettings.self]
    try settings.check()
    return settings
  }

  @Test("where it says nothing all is as declared and as the type has it")
  func standards() throws {
    let (read, own) = (try settings(""), SlurmSettings())
    #expect(read.timing == own.timing)
    #expect(read.jobs == own.jobs && read.arraySize == own.arraySize && read.grace == own.grace)
    #expect(read.factor == own.factor && read.interrupt == own.interrupt)
    #expect(read.asksMemoryPerProcessor == own.asksMemoryPerProcessor)
    #expect(read.partition == nil && read.memory == nil && read.arguments == [])
  }

  @Test("every option has its meaning")
  func options() throws {
    let read = try settings(
      """
      slurm:
        partition: long
        account: chem
        qos: low
        constraint: avx512
        arguments: ["--nice=100"]
        environment: ["A=b=c", "HF_HOME=/scratch/hf"]
        program: /shared/bondlab
        gres: ["gpu=gpu:a100"]
        memory_per_cpu: true
        memory: 2048
        jobs: 7
        array: 5
        throttle: 3
        factor: 1.5
        interrupt: leave
        grace: 20
        collect: 1.5
        submit: 2.5
        exits: 3.5
        query: 4.5
        longest_query: 5.5
        lost: 6.5
        settle: 7.5
        patience: 8.5
        command: 9.5
      """)
    #expect(read.partition == "long" && read.account == "chem" && read.quality == "low")
    #expect(read.constraint == "avx512" && read.arguments == ["--nice=100"])
    #expect(read.environment == ["A=b=c", "HF_HOME=/scratch/hf"])
    #expect(read.program == "/shared/bondlab" && read.resources == ["gpu": "gpu:a100"])
    #expect(read.asksMemoryPerProcessor && read.memory == 2 << 30)
    #expect(read.jobs == 7 && read.arraySize == 5 && read.throttle == 3 && read.factor == 1.5)
    #expect(read.interrupt == .leave && read.grace == 20)
    let timing = read.timing
    #expect(
      [timing.collect, timing.submit, timing.exits, timing.query, timing.longestQuery] == [
        1.5, 2.5, 3.5, 4.5, 5.5,
      ])
    #expect([timing.lost, timing.settle, timing.patience, timing.command] == [6.5, 7.5, 8.5, 9.5])
  }

  @Test("an item that is no pair is refused", arguments: ["'gpu'", "'=x'", "'a b=c'", "'$(x)=y'"])
  func pairs(item: String) {
    #expect(throws: SlurmSettingError.self) { try settings("slurm: {environment: [\(item)]}") }
    #expect(throws: SlurmSettingError.self) { try settings("slurm: {gres: [\(item)]}") }
  }

  @Test("queries are never asked for more seldom than at most")
  func order() throws {
    #expect(try settings("slurm: {query: 100, longest_query: 10}").timing.longestQuery == 100)
  }
}
