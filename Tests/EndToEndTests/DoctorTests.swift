import Foundation
import TestSupport
import Testing

@Suite("the kernel of OpenBLAS")
struct DoctorTests {
  @Test("a kernel that was asked for is used, and said to be so")
  func asked() throws {
    let outcome = try Program.run(
      ["doctor"], in: TemporaryFolder(), setting: ["OPENBLAS_CORETYPE": "Prescott"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("OPENBLAS_CORETYPE is set"))
    let kernel = outcome.output.split(separator: "\n").first { $0.hasPrefix("OpenBLAS kernel") }
    #expect(kernel?.hasSuffix(" Prescott") == true)
  }

  @Test("a CPU with AVX2 gets a kernel that uses it, also if OpenBLAS doesn't know the CPU")
  func free() throws {
    guard ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] == nil,
      try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8).contains(" avx2")
    else { return }
    let outcome = try Program.run(["doctor"], in: TemporaryFolder())
    #expect(outcome.status == 0)
    let kernel = outcome.output.split(separator: "\n").first { $0.hasPrefix("OpenBLAS kernel") }
    #expect(kernel?.hasSuffix("Prescott") == false, "\(outcome.output)")
  }
}
