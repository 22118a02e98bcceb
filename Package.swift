// swift-tools-version: 6.2
import PackageDescription

/// The settings of every Swift target: errors rather than warnings, and no accidental re-export.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A library of the system, found with pkg-config; Debian's package is named for the error message.
func system(_ name: String, pkgConfig: String, debian: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])])
}

/// A Swift module under `Sources/`, and the only modules it may import.
func module(_ name: String, uses modules: [String], packages: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: modules.map { .byName(name: $0) } + packages, swiftSettings: strict)
}

/// The tests of a module, which may use more than the module itself does.
///
/// - Parameter golden: Whether expected texts lie in a folder `Golden` beside them.
func tests(
  _ name: String, uses modules: [String], packages: [Target.Dependency] = [], golden: Bool = false
) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: (modules + ["TestSupport"]).map { .byName(name: $0) } + packages,
    exclude: golden ? ["Golden"] : [],
    swiftSettings: strict)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let systemCalls = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let server = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let database = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let arguments = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "bondlab",
  products: [.executable(name: "bondlab", targets: ["bondlab"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "3.12.3"),
    .package(url: "https://github.com/apple/swift-system", from: "1.4.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    // Without its traits, for which more packages would have to be built.
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
  ],
  targets: [
    system("CYAML", pkgConfig: "yaml-0.1", debian: "libyaml-dev"),
    system("COpenBLAS", pkgConfig: "openblas", debian: "libopenblas-dev"),
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3"])]),

    // What both halves use.
    module("Platform", uses: [], packages: [systemCalls]),
    module("Options", uses: ["Serialization"]),

    // The experiment half knows no tensor.
    module("YAML", uses: ["CYAML"]),
    module("Spec", uses: ["YAML", "Options", "Platform", "Statistics"], packages: [crypto]),
    module("Pipeline", uses: ["Spec", "YAML", "Options", "Platform", "Statistics"]),
    module("Scheduling", uses: ["Pipeline", "Spec", "Options", "Platform"]),
    module("Storage", uses: ["Pipeline", "Spec", "Options", "Platform"], packages: [database]),
    module("Statistics", uses: []),
    module(
      "Reporting", uses: ["Pipeline", "Spec", "Statistics", "Options", "Serialization", "Platform"]),
    module("Fetching", uses: ["Spec", "Platform"]),
    module("Serving", uses: [], packages: [server]),

    // The learning half knows no database and no DAG.
    module("Tensors", uses: ["COpenBLAS", "CKernels"]),
    module("MatrixProduct", uses: ["Tensors"]),
    module("Serialization", uses: []),
    module("Tokenization", uses: ["Serialization"], packages: [heap]),
    module(
      "Models",
      uses: [
        "MatrixProduct", "Tensors", "Tokenization", "Serialization", "Statistics", "Options",
        "Platform",
      ]),
    module(
      "Datasets", uses: ["Tokenization", "Serialization", "Statistics", "Options", "Platform"]),
    module(
      "Training", uses: ["Models", "Datasets", "Tensors", "Tokenization", "Statistics", "Options"]),

    // The two places where the halves meet.
    module(
      "Stages",
      uses: [
        "Pipeline", "Training", "Models", "Datasets", "MatrixProduct", "Tensors", "Tokenization",
        "Serialization", "Spec", "Statistics", "Options", "Platform",
      ]),
    .executableTarget(
      name: "bondlab",
      dependencies: [
        "Stages", "Scheduling", "Storage", "Reporting", "Fetching", "Serving", "Pipeline", "Spec",
        "Statistics", "Options", "Platform", "Tensors", arguments,
      ],
      swiftSettings: strict),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    tests("Platform", uses: ["Platform"]),
    tests("YAML", uses: ["YAML"]),
    tests("Options", uses: ["Options"]),
    tests("Spec", uses: ["Spec", "Options", "Platform", "YAML"], golden: true),
    tests("Pipeline", uses: ["Pipeline", "Spec", "Options"], golden: true),
    tests("Scheduling", uses: ["Scheduling", "Pipeline", "Spec", "Options", "Platform"]),
    tests("Storage", uses: ["Storage", "Pipeline", "Spec", "Options"], packages: [database]),
    tests(
      "Reporting", uses: ["Reporting", "Pipeline", "Spec", "Options", "Statistics"], golden: true),
    tests("Fetching", uses: ["Fetching", "Spec", "Options"]),
    tests("Serving", uses: ["Serving"]),
    tests("Statistics", uses: ["Statistics"]),
    tests("Tensors", uses: ["Tensors", "CKernels"]),
    tests("MatrixProduct", uses: ["MatrixProduct", "Tensors", "Statistics"]),
    tests("Serialization", uses: ["Serialization"]),
    tests("Tokenization", uses: ["Tokenization"]),
    tests("Datasets", uses: ["Datasets", "Tokenization", "Spec", "Options", "Statistics"]),
    tests(
      "Models",
      uses: [
        "Models", "MatrixProduct", "Tensors", "Tokenization", "Spec", "Options", "Training",
        "Datasets",
      ]),
    tests(
      "Training",
      uses: [
        "Training", "Models", "MatrixProduct", "Tensors", "Tokenization", "Spec", "Options",
        "Datasets", "Statistics",
      ]),
    tests(
      "Stages",
      uses: [
        "Stages", "Pipeline", "Spec", "Options", "Models", "MatrixProduct", "Tensors",
        "Tokenization",
        "Training", "Datasets", "Statistics",
      ], golden: true),
    tests("EndToEnd", uses: ["bondlab"], packages: [database], golden: true),
    tests("Architecture", uses: []),
  ],
  swiftLanguageModes: [.v6]
)
