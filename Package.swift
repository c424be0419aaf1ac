// swift-tools-version: 6.1
import Foundation
import PackageDescription

/// A library module: its folder under Sources, what it may import, and its test target's name.
struct Module {
  let name: String
  var needs: [String] = []
  var products: [Target.Dependency] = []
}

/// Lowest first; a module may need only modules above it in this list.
let modules = [
  Module(name: "Tensors", needs: ["CTorch"]),
  Module(name: "NN", needs: ["Tensors"]),
  Module(name: "Optim", needs: ["Tensors"]),
  Module(name: "Store", needs: ["CHDF5", "CCrypto", "Tensors"]),
  Module(name: "Tokenizers", needs: ["CPCRE2"]),
  Module(name: "Datasets", needs: ["CPNG", "Tensors", "Store", "Tokenizers"]),
  Module(name: "Metrics", needs: ["Tensors"]),
  Module(name: "Zoo", needs: ["Tensors", "NN", "Store", "Tokenizers"]),
  Module(name: "Plot", needs: ["CGnuplot", "Tensors"]),
  Module(name: "Lab", needs: ["Tensors", "NN", "Optim", "Store", "Metrics", "Plot"]),
]

/// The experiments: folder = target = make goal.
let experiments = ["gde", "hnerv", "mexa", "nope", "speed"]

/// Where libtorch is: `make deps` unpacks it here, LIBTORCH names another copy.
let libtorch =
  Context.environment["LIBTORCH"] ?? "\(Context.packageDirectory)/.deps/libtorch"
let cudaLibraries = ["torch_cuda", "c10_cuda"].filter {
  FileManager.default.fileExists(atPath: "\(libtorch)/lib/lib\($0).so")
}

/// What the tests of several modules share.
let testSupport = Target.target(
  name: "TestSupport", dependencies: ["Tensors"], path: "Tests/TestSupport")

let foundations: [Target] = [
  .target(
    name: "CTorch",
    cxxSettings: [.unsafeFlags(["-I\(libtorch)/include"])],
    linkerSettings: [
      .unsafeFlags(["-L\(libtorch)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(libtorch)/lib"]),
      .linkedLibrary("torch_cpu"), .linkedLibrary("c10"),
    ] + (cudaLibraries.isEmpty ? [] : [.unsafeFlags(["-Xlinker", "--no-as-needed"])])
      + cudaLibraries.map { .linkedLibrary($0) }),
  .systemLibrary(
    name: "CHDF5", path: "Sources/CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
  .systemLibrary(
    name: "CCrypto", path: "Sources/CCrypto", pkgConfig: "libcrypto",
    providers: [.apt(["libssl-dev"])]),
  .systemLibrary(
    name: "CPCRE2", path: "Sources/CPCRE2", pkgConfig: "libpcre2-8",
    providers: [.apt(["libpcre2-dev"])]),
  .systemLibrary(
    name: "CPNG", path: "Sources/CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
  .target(
    name: "CGnuplot",
    linkerSettings: [.linkedLibrary("boost_iostreams"), .linkedLibrary("boost_filesystem")]),
]

let libraries: [Target] = modules.flatMap { module in
  [
    .target(
      name: module.name,
      dependencies: module.needs.map { .init(stringLiteral: $0) } + module.products),
    .testTarget(
      name: "\(module.name)Tests",
      dependencies: modules.prefix { $0.name != module.name }.map { .init(stringLiteral: $0.name) }
        + [.init(stringLiteral: module.name), "TestSupport"]),
  ]
}

let notebooks: [Target] = experiments.map { slug in
  let path = "Experiments/\(slug)"
  let files = try? FileManager.default.contentsOfDirectory(
    atPath: "\(Context.packageDirectory)/\(path)")
  return .executableTarget(
    name: slug,
    dependencies: modules.map { .init(stringLiteral: $0.name) },
    path: path,
    exclude: (files ?? []).filter { !$0.hasSuffix(".swift") })
}

/// A small experiment that tests run as a program.
let trial = Target.executableTarget(
  name: "trial", dependencies: modules.map { .init(stringLiteral: $0.name) },
  path: "Tests/Fixtures/trial")

/// The tool, and the experiment that `reprise new` copies.
let tools: [Target] = [
  .executableTarget(
    name: "reprise",
    dependencies: [
      "Lab", "Store", .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    exclude: ["sketch"]),
  .executableTarget(
    name: "sketch", dependencies: ["Lab", "Tensors"], path: "Sources/reprise/sketch",
    exclude: ["README.md", "reported.csv"]),
  .testTarget(name: "RepriseTests", dependencies: ["reprise", "sketch", "Lab", "Store"]),
]

let package = Package(
  name: "reprise",
  products: (["reprise"] + experiments).map { .executable(name: $0, targets: [$0]) },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: foundations + libraries + notebooks + tools + [
    testSupport, trial,
    .testTarget(
      name: "ExperimentTests",
      dependencies: ["Lab", "Store", "trial"] + experiments.map { .init(stringLiteral: $0) }),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20)
