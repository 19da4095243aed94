// swift-tools-version: 6.2
import PackageDescription

// One line a module, in the order of the architecture's picture: each may use only what stands above it.
let package = Package(
    name: "lab",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "lab", targets: ["lab"]),
        .library(name: "LabTesting", targets: ["LabTesting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "LabNetwork"),
        .target(name: "LabDNS", dependencies: ["LabNetwork"]),
        .target(name: "LabModel", dependencies: ["LabNetwork"]),
        .target(name: "LabProgram", dependencies: ["LabNetwork"]),
        .target(name: "LabMembership", dependencies: ["LabProgram"]),
        .target(name: "LabConsensus", dependencies: ["LabProgram"]),
        .target(
            name: "LabPrograms",
            dependencies: ["LabProgram", "LabDNS", "LabMembership", "LabConsensus"]),
        .target(name: "LabSimulation", dependencies: ["LabProgram", "LabNetwork"]),
        .target(name: "LabRunner", dependencies: ["LabModel", "LabDNS", "LabPrograms"]),
        .target(
            name: "LabMemory", dependencies: ["LabSimulation", "LabPrograms", "LabRunner"]),
        .target(name: "LabFiles", dependencies: ["LabModel", "Yams"]),
        .target(name: "LabReport", dependencies: ["LabRunner"]),
        .target(
            name: "LabCommands",
            dependencies: [
                "LabFiles", "LabReport", "LabMemory",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(name: "lab", dependencies: ["LabCommands"]),
        .target(name: "LabTesting", dependencies: ["LabMemory", "LabFiles", "LabReport"]),
    ],
    swiftLanguageModes: [.v6]
)
