/// The class of machines that this program computes for, which is a part of every key.
///
/// It has the system and the processor's family. What a library rounds differently from one model
/// of a family to the next is noted with each result, but does not make it another one.
package enum EnvironmentClass {
  package static let name = "\(system)-\(processor)"

  #if os(Linux)
    private static let system = "linux"
  #else
    private static let system = "other"
  #endif

  #if arch(x86_64)
    private static let processor = "x86_64"
  #elseif arch(arm64)
    private static let processor = "arm64"
  #else
    private static let processor = "other"
  #endif
}
