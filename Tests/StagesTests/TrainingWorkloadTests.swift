import Datasets
import Models
import Options
import Stages
import Statistics
import Testing

@Suite("workloads that are timed")
struct TrainingWorkloadTests {
  @Test(
    "have the parameters of the same models elsewhere, to the last",
    arguments: [
      ("minilm12", 33_360_770), ("minilm12-v", 33_360_770), ("albert12", 11_685_122),
      ("mpo12", 39_357_362),
    ])
  func parameters(name: String, count: Int) throws {
    #expect(try #require(TrainingWorkload.named(name)).parameters == count)
  }

  @Test("differ in nothing but how matrices are held where the cost of that is asked for")
  func costOfTensors() throws {
    let tensors = try #require(TrainingWorkload.named("mpo12"))
    let dense = try #require(TrainingWorkload.named("base12-all"))
    #expect(tensors.description.encoder == dense.description.encoder)
    #expect(tensors.batch == dense.batch && tensors.lengths == dense.lengths)
    func cost(_ workload: TrainingWorkload) -> Int {
      TrainingCost(workload.description, lengths: [128], rowsRead: [1]).operations
    }
    #expect(cost(tensors) > cost(dense))
  }

  @Test("MPOBERT-48 is as large as published, with a pooler and two classes")
  func deep() throws {
    #expect(try #require(TrainingWorkload.named("mpo48")).parameters == 74_454_528 + 2 * 1025)
  }

  @Test("sentences have the mean, the spread and the bounds of the distribution that is asked for")
  func sentences() {
    var draws = SeededGenerator(seed: 3, stream: "lengths")
    let lengths = TrainingWorkload.Lengths.sentences.draw(20000, from: &draws)
    #expect(lengths.allSatisfy { (4...45).contains($0) } && lengths.contains { $0 > 35 })
    // A log-normal draw has the mean exp(2.3 + 0.42² / 2) and, over it, the deviation
    // √(exp(0.42²) - 1).
    let mean = Double(lengths.reduce(0, +)) / 20000
    let squares = lengths.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    #expect(abs(mean - (10.894 + 2)) < 0.15, "\(mean)")
    #expect(abs((squares / 20000).squareRoot() - 4.783) < 0.2)
  }

  @Test("data are random ids of full batches, the same each time")
  func data() throws {
    let workload = try #require(TrainingWorkload.named("minilm12-v"))
    let data = workload.data(sequences: 64)
    let split = try data.split("train")
    #expect(split.count == 64 && data.classes.count == 2)
    #expect(split.ids.allSatisfy { (1000..<20000).contains($0) })
    #expect(Set(split.labels ?? []) == [0, 1])
    #expect(data == workload.data(sequences: 64))
  }

  @Test("of growing depth or length have as many tokens a step, and twice the layers in full")
  func scaling() {
    let points = ScalingPoint.all(sharing: "none", layers: [6, 12], sequences: [32, 128])
    #expect(points.map(\.layers) == [6, 12, 12] && points.map(\.sequence) == [128, 128, 32])
    let workloads = points.map { $0.workload(tokens: 1024) }
    #expect(workloads.map(\.batch) == [8, 8, 32])
    let layers = workloads.map { workload in
      TrainingCost(workload.description, lengths: [128], rowsRead: [0]).fullOperations
    }
    let head = 6 * 384 * (384 + 2)
    #expect(layers[1] - head == 2 * (layers[0] - head))
  }

  @Test(
    "steps are timed, and their operations are those of the model's description", arguments: [1, 3])
  func speed(microBatches: Int) throws {
    let workload = TrainingWorkload.tiny
    let speed = try TrainingBenchmark(
      workload, steps: 3, warmup: 1, threads: 1, precision: .float32, microBatches: microBatches
    ).run()
    #expect(speed.milliseconds > 0)
    let sequences = 2 * microBatches
    let step = TrainingCost(
      workload.description, lengths: Array(repeating: 8, count: sequences),
      rowsRead: Array(repeating: 1, count: sequences)
    ).operations
    let tokens = speed.tokensPerSecond / speed.operationsPerSecond * Double(step)
    #expect(abs(tokens - Double(8 * sequences)) < 1e-9)
  }

  @Test("of recipes are every way of sharing and every adapter, sized where a size can be set")
  func recipes() throws {
    let recipes = TrainingWorkload.recipes
    #expect(recipes.count == SharingCatalog.all.count + 1 + AdapterCatalog.all.count)
    #expect(Set(recipes.map(\.name)).count == recipes.count)
    let all = try #require(recipes.first { $0.name == "all" })
    #expect(all.description == TrainingWorkload.tied.description)
    let tied = ParameterLayout(TrainingWorkload.tied.description).nonEmbeddingCount
    for name in ["atoms", "blocks", "structured", "depth-polynomial"] {
      let recipe = try #require(recipes.first { $0.name == name })
      let share = Double(ParameterLayout(recipe.description).nonEmbeddingCount) / Double(tied)
      #expect(share > 1.5 && share < 2.6, "\(name): \(share)")
    }
  }

  @Test("are compared by turns: the same one with itself needs as many operations")
  func comparison() throws {
    let result = try TrainingComparison(.tiny, .tiny, steps: 3, threads: 1).run()
    #expect(result.operations == 1 && result.times > 0 && result.milliseconds > 0)
  }

  @Test("the peak is a rate of multiplications")
  func peak() {
    let rate = MatrixProductPeak.measure(threads: 1)
    #expect(rate > 1e8 && rate < 1e14)
  }
}
