// swift-tools-version: 6.2
import PackageDescription

let tests: [(String, [String])] = [
    ("LabNetworkTests", ["LabNetwork"]),
    ("LabDNSTests", ["LabDNS", "LabNetwork"]),
    ("LabMembershipTests", ["LabMembership", "LabProgram", "LabNetwork"]),
    ("LabConsensusTests", ["LabConsensus", "LabProgram", "LabNetwork"]),
    ("LabSimulationTests", ["LabSimulation", "LabProgram", "LabNetwork"]),
    ("DiscoveryDNSTests", ["LabPrograms", "LabDNS", "LabNetwork", "LabProgram"]),
    ("DiscoveryStoreTests", ["LabPrograms", "LabNetwork", "LabProgram"]),
    (
        "DiscoveryAgentTests",
        [
            "LabPrograms", "LabDNS", "LabNetwork", "LabProgram", "LabSimulation", "LabMembership",
            "LabConsensus",
        ]
    ),
    ("RegistratorTests", ["LabPrograms", "LabNetwork", "LabProgram"]),
    ("BalancerTests", ["LabPrograms", "LabNetwork", "LabProgram"]),
    ("ClientProgramTests", ["LabPrograms", "LabDNS", "LabNetwork", "LabProgram"]),
    ("LabFilesTests", ["LabFiles", "LabModel", "LabNetwork"]),
    (
        "LabRunnerTests",
        ["LabRunner", "LabModel", "LabDNS", "LabNetwork", "LabProgram", "LabPrograms"]
    ),
    (
        "InvariantTests",
        [
            "LabMemory", "LabFiles", "LabRunner", "LabSimulation", "LabPrograms", "LabModel",
            "LabDNS", "LabMembership", "LabConsensus", "LabNetwork", "LabProgram",
        ]
    ),
    ("LabReportTests", ["LabReport", "LabRunner", "LabModel", "LabNetwork", "LabPrograms"]),
    ("LabTestingTests", ["LabTesting", "LabFiles"]),
    ("LabCommandsTests", ["LabCommands"]),
    ("HouseRulesTests", []),
]

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
        .target(name: "LabMembership", dependencies: ["LabProgram", "LabNetwork"]),
        .target(name: "LabConsensus", dependencies: ["LabProgram", "LabNetwork"]),
        .target(
            name: "LabPrograms",
            dependencies: ["LabProgram", "LabNetwork", "LabDNS", "LabMembership", "LabConsensus"]),
        .target(name: "LabSimulation", dependencies: ["LabProgram", "LabNetwork"]),
        .target(
            name: "LabRunner",
            dependencies: ["LabModel", "LabDNS", "LabNetwork", "LabProgram", "LabPrograms"]),
        .target(
            name: "LabMemory",
            dependencies: [
                "LabModel", "LabDNS", "LabNetwork", "LabProgram", "LabSimulation", "LabPrograms",
                "LabRunner",
            ]),
        .target(name: "LabFiles", dependencies: ["LabModel", "LabNetwork", "Yams"]),
        .target(
            name: "LabReport", dependencies: ["LabModel", "LabNetwork", "LabPrograms", "LabRunner"]),
        .target(
            name: "LabCommands",
            dependencies: [
                "LabFiles", "LabMemory", "LabModel", "LabNetwork", "LabReport", "LabRunner",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(name: "lab", dependencies: ["LabCommands"]),
        .target(
            name: "LabTesting",
            dependencies: [
                "LabFiles", "LabMemory", "LabModel", "LabNetwork", "LabProgram", "LabReport",
                "LabRunner",
            ]),
        .executableTarget(
            name: "lab-benchmarks",
            dependencies: [
                "LabFiles", "LabMembership", "LabMemory", "LabModel", "LabNetwork", "LabProgram",
                "LabPrograms", "LabSimulation",
            ],
            path: "Benchmarks"),
        .target(
            name: "LabTestSupport", dependencies: ["LabProgram", "LabNetwork"],
            path: "Tests/LabTestSupport"),
    ]
        + tests.map { name, dependencies in
            .testTarget(
                name: name,
                dependencies: dependencies.map { .byName(name: $0) } + ["LabTestSupport"])
        },
    swiftLanguageModes: [.v6]
)

for target in package.targets {
    target.swiftSettings = [.treatAllWarnings(as: .error)]
}
