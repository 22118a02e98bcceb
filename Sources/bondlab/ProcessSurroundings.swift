internal import FoundationEssentials
internal import Glibc
internal import Pipeline
internal import Storage
internal import Tensors

extension Surroundings {
  /// What is recorded of this process with each run and stage.
  static func ofProcess() -> Surroundings {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return Surroundings(
      host: String(decoding: bytes, as: UTF8.self), version: Bondlab.version,
      environment: processEnvironment(), now: { Date() })
  }

  /// The kernels and libraries that this process computes with, and what chose them.
  static func processEnvironment() -> [String: String] {
    var environment = ProcessInfo.processInfo.environment.filter { $0.key.hasPrefix("OPENBLAS_") }
    environment["architecture"] = EnvironmentClass.name
    environment["blas"] = blasVersion()
    environment["blas_kernel"] = blasKernelName()
    environment["c_library"] = cLibrary
    environment["cpu_kernel"] = productKernelName()
    return environment
  }

  /// The name and version of the C library, such as `glibc 2.36`.
  private static var cLibrary: String {
    var text = [CChar](repeating: 0, count: 64)
    confstr(Int32(_CS_GNU_LIBC_VERSION), &text, text.count - 1)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
