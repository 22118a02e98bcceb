import Pipeline
import Testing

@Suite("metrics that commands write")
struct MetricFileTests {
  /// Runs a stage whose command writes a text, and returns its metrics.
  private func metrics(_ text: String, in name: String) throws -> [Metric] {
    let room = try ShellRoom(
      "  x: {kind: shell, command: [cp, g, \(name)], files: {g: given.txt}, metrics: \(name)}",
      files: ["given.txt": text])
    return room.outputs["x"]?.metrics ?? []
  }

  @Test("JSON: numbers by name, joined by dots, and lists as curves that end in their final value")
  func json() throws {
    let found = try metrics(
      "{\"loss\": 0.25, \"by\": {\"a\": -1e2, \"b\": {\"c\": 3}},\n \"curve\": [3, 2.5]}",
      in: "m.json")
    #expect(
      found == [
        Metric("loss", 0.25), Metric("by.a", -100), Metric("by.b.c", 3),
        Metric("curve", 3, step: 1), Metric("curve", 2.5, step: 2), Metric("curve", 2.5),
      ])
  }

  @Test(
    "CSV: in long or wide form",
    arguments: [
      ("metric,value\nloss,0.25\n\"a, b\",1e3\n", [Metric("loss", 0.25), Metric("a, b", 1000)]),
      (
        "metric,step,value\nloss,10,3\nloss,20,2\nloss,,1.5\n",
        [Metric("loss", 3, step: 10), Metric("loss", 2, step: 20), Metric("loss", 1.5)]
      ),
      ("loss, accuracy\r\n0.5, 1\r\n", [Metric("loss", 0.5), Metric("accuracy", 1)]),
      (
        "step,loss\n2,0.5\n1,0.7\n",
        [Metric("loss", 0.5, step: 2), Metric("loss", 0.7, step: 1), Metric("loss", 0.5)]
      ),
    ])
  func csv(text: String, expected: [Metric]) throws {
    #expect(try metrics(text, in: "m.csv") == expected)
  }

  @Test(
    "anything else is refused at its line",
    arguments: [
      ("m.json", "", "m.json:1: must be an object"),
      ("m.json", "[1]", "m.json:1: must be an object"),
      ("m.json", "{\n\"a\": 1,\n\"b\": nan}", "m.json:3: lacks a value"),
      ("m.json", "{\"a\": 1,\n\"b\": [\"x\", {\"y\": 01}]}", "m.json:2: lacks ','"),
      ("m.json", "{\"a\": 1e999}", "m.json:1: has a number beyond double precision"),
      ("m.json", "{\"a\": 1,\n\"a\": 2}", "m.json:2: has 'a' twice"),
      ("m.json", "{\"a\": 1,\n\"a\" 2}", "m.json:2: lacks ':'"),
      ("m.json", "{\"a\": 1}\n}", "m.json:2: goes on after its last brace"),
      ("m.json", "{\"\": 1}", "m.json:1: has a metric without a printable name"),
      ("m.csv", "", "m.csv:1: needs a row of names"),
      ("m.csv", "metric,value\na,1\nb\n", "m.csv:3: has 1 fields where the header has 2"),
      ("m.csv", "metric,step,value\na,x,1\n", "m.csv:2: the step 'x' is not a whole number"),
      ("m.csv", "a,b\n1,2\n3,4\n", "m.csv:3: a second row of numbers needs a column 'step'"),
      ("m.csv", "a,a\n1,2\n", "m.csv:2: has 'a' twice"),
      ("m.csv", "metric,value\n\"a,1\n", "m.csv:2: has a quote without its end"),
    ])
  func refusals(name: String, text: String, message: String) throws {
    let error = #expect(throws: (any Error).self) { try metrics(text, in: name) }
    #expect("\(error as Any)".contains(message), "\(error as Any)")
  }

  @Test(
    "texts and other things beside the numbers are left out, and logged",
    arguments: [
      (
        "m.json",
        "\u{FEFF}{\"acc\": 0.5, \"model\": \"bert\", \"sizes\": {\"a\": 1, \"b\": null}, "
          + "\"ok\": true}",
        [Metric("acc", 0.5), Metric("sizes.a", 1)],
        "m.json: left out 'model', a text, 'sizes.b', null, 'ok', a truth value"
      ),
      (
        "m.json", "{\"a\": NaN, \"b\": -Infinity, \"c\": [1, \"x\", {\"y\": [2]}, 3]}",
        [Metric("c", 1, step: 1), Metric("c", 3, step: 4), Metric("c", 3)],
        "m.json: left out 'a', a number that isn't finite, 'b', a number that isn't finite, "
          + "'c', a list with a text"
      ),
      (
        "m.csv", "\u{FEFF}metric,value\nacc,0.5\nmodel,bert\nloss,\nerror,nan\n",
        [Metric("acc", 0.5)],
        "m.csv: left out 'model', a text, 'loss', an empty field, "
          + "'error', a number that isn't finite"
      ),
      (
        "m.csv", "step,loss,note\r1,0.5,a\r2,0.25,b\r",
        [Metric("loss", 0.5, step: 1), Metric("loss", 0.25, step: 2), Metric("loss", 0.25)],
        "m.csv: left out 'note', a text"
      ),
      // A curve has no final value where its last number isn't known.
      (
        "m.json", "{\"loss\": [2, 1, NaN], \"acc\": [null, 0.5]}",
        [
          Metric("loss", 2, step: 1), Metric("loss", 1, step: 2), Metric("acc", 0.5, step: 2),
          Metric("acc", 0.5),
        ],
        "m.json: left out 'loss', a list with a number that isn't finite, 'acc', a list with null"
      ),
      (
        "m.csv", "step,loss\n2,nan\n1,0.5\n", [Metric("loss", 0.5, step: 1)],
        "m.csv: left out 'loss', a number that isn't finite"
      ),
    ])
  func others(name: String, text: String, expected: [Metric], message: String) throws {
    let reporter = NotingReporter()
    let room = try ShellRoom(
      "  x: {kind: shell, command: [cp, g, \(name)], files: {g: given.txt}, metrics: \(name)}",
      files: ["given.txt": text], reporter: reporter)
    #expect(room.outputs["x"]?.metrics == expected)
    #expect(reporter.log == [message])
  }

  @Test("a missing file of metrics fails the stage")
  func missing() throws {
    let error = #expect(throws: (any Error).self) {
      try ShellRoom("  x: {kind: shell, command: \"true\", metrics: m.json}")
    }
    #expect("\(error as Any)".contains("left no `m.json`, the file of its metrics"))
  }
}
