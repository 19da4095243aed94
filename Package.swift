// swift-tools-version: 6.2
import Foundation
import PackageDescription

// Virtual machines need libvirt's headers. Where they are missing the lab builds without, and says so
// in `lab doctor`; `--traits Libvirt` and `--disable-default-traits` choose.
let hasLibvirt = ["/usr", "/usr/local", "/opt/homebrew"].contains {
    FileManager.default.fileExists(atPath: $0 + "/include/libvirt/libvirt.h")
}

// What pkg-config says of libvirt would be linked, with fifty libraries more. `CLibvirtCalls` loads it
// where it is needed, and on Linux its headers are where every compiler looks.
#if os(Linux)
let libvirtPackage: String? = nil
#else
let libvirtPackage: String? = "libvirt"
#endif

let tests: [(String, [String])] = [
    ("LabNetworkTests", ["LabNetwork"]),
    ("LabDNSTests", ["LabDNS", "LabNetwork"]),
    ("LabModelTests", ["LabModel", "LabNetwork"]),
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
    ("LabTemplateTests", ["LabTemplate", "LabModel"]),
    (
        "LabRuntimeTests",
        [
            "LabRuntime", "LabPrograms", "LabProgram", "LabNetwork", "LabDNS", "LabSimulation",
            "LabAgent", "LabHost", "LabComponents", "LabModel", "LabFiles",
        ]
    ),
    ("LabFabricTests", ["LabFabric", "LabFabricTestSupport", "LabNetwork", "CLinux"]),
    (
        "LabHostTests",
        [
            "LabHost", "LabComponents", "LabFiles", "LabModel", "LabNetwork", "LabProgram",
            "LabPrograms",
        ]
    ),
    (
        "LabAgentTests",
        [
            "LabAgent", "LabComponents", "LabDNS", "LabFiles", "LabHost", "LabImage", "LabModel",
            "LabNetwork", "LabProgram", "LabPrograms", "LabRuntime",
        ]
    ),
    (
        "LabSupervisorTests",
        ["LabSupervisor", "LabHost", "LabModel", "LabNetwork", "LabRunner", "LabPrograms"]
    ),
    (
        "LabNetnsTests",
        ["LabNetns", "LabSupervisor", "LabHost", "LabModel", "LabNetwork", "LabRunner", "LabFiles"]
    ),
    ("LabImageTests", ["LabImage", "LabModel"]),
    (
        "LabLibvirtTests",
        [
            "LabLibvirt", "LabAgent", "LabImage", "LabNetns", "LabSupervisor", "LabHost",
            "LabModel",
            "LabNetwork", "LabRunner",
        ]
    ),
    ("LabTestingTests", ["LabTesting", "LabFiles", "LabModel"]),
    (
        "ParityTests",
        [
            "LabFiles", "LabMemory", "LabModel", "LabNetns", "LabNetwork", "LabProgram",
            "LabPrograms", "LabReport", "LabRunner", "LabSupervisor", "lab", "lab-agent",
        ]
    ),
    ("LabCommandsTests", ["LabCommands", "LabModel", "LabNetwork", "LabRunner", "LabSupervisor"]),
    ("HouseRulesTests", []),
]

// One line a module, in the order of the architecture's picture: each may use only what stands above it.
let package = Package(
    name: "lab",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "lab", targets: ["lab"]),
        .executable(name: "lab-agent", targets: ["lab-agent"]),
        .library(name: "LabTesting", targets: ["LabTesting"]),
    ],
    traits: [
        .trait(name: "Libvirt", description: "Virtual machines as hosts, through libvirt."),
        .default(enabledTraits: hasLibvirt ? ["Libvirt"] : []),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
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
        .target(
            name: "LabComponents",
            dependencies: ["LabDNS", "LabModel", "LabNetwork", "LabProgram", "LabPrograms"]),
        .target(name: "LabTemplate", dependencies: ["LabModel"]),
        .target(name: "LabSimulation", dependencies: ["LabProgram", "LabNetwork"]),
        .target(
            name: "LabRunner",
            dependencies: ["LabModel", "LabDNS", "LabNetwork", "LabProgram", "LabPrograms"]),
        .target(
            name: "LabMemory",
            dependencies: [
                "LabModel", "LabDNS", "LabNetwork", "LabProgram", "LabSimulation", "LabPrograms",
                "LabRunner", "LabComponents",
            ]),
        .target(name: "CLinux"),
        .target(
            name: "LabRuntime",
            dependencies: [
                "CLinux", "LabDNS", "LabNetwork", "LabProgram", "LabPrograms",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        .target(name: "LabFabric", dependencies: ["CLinux", "LabNetwork"]),
        .target(
            name: "LabHost",
            dependencies: [
                "LabComponents", "LabDNS", "LabModel", "LabNetwork", "LabProgram", "LabPrograms",
                "LabTemplate",
            ]),
        .target(
            name: "LabAgent",
            dependencies: [
                "CLinux", "LabComponents", "LabDNS", "LabHost", "LabModel", "LabNetwork",
                "LabProgram", "LabPrograms", "LabRuntime", "LabTemplate",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .target(
            name: "LabSupervisor",
            dependencies: [
                "CLinux", "LabComponents", "LabFabric", "LabHost", "LabModel", "LabNetwork",
                "LabProgram", "LabPrograms", "LabRunner",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .target(
            name: "LabNetns",
            dependencies: [
                "CLinux", "LabAgent", "LabFabric", "LabHost", "LabModel", "LabNetwork",
                "LabSupervisor",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .target(name: "LabImage", dependencies: ["LabModel"]),
        .systemLibrary(
            name: "CLibvirt", pkgConfig: libvirtPackage,
            providers: [.apt(["libvirt-dev"]), .brew(["libvirt"])]),
        .target(name: "CLibvirtCalls", dependencies: ["CLibvirt"]),
        .target(
            name: "LabLibvirt",
            dependencies: [
                "CLinux", "LabAgent", "LabHost", "LabImage", "LabModel", "LabNetns", "LabNetwork",
                "LabSupervisor",
                .target(name: "CLibvirt", condition: .when(traits: ["Libvirt"])),
                .target(name: "CLibvirtCalls", condition: .when(traits: ["Libvirt"])),
            ]),
        .target(
            name: "LabFiles",
            dependencies: ["LabModel", "LabNetwork", "LabTemplate", "Yams"],
            resources: ["consul", "dnsmasq", "haproxy", "nginx"].map {
                .embedInCode("Definitions/\($0).yaml")
            }),
        .target(
            name: "LabReport", dependencies: ["LabModel", "LabNetwork", "LabPrograms", "LabRunner"]),
        .target(
            name: "LabCommands",
            dependencies: [
                "LabAgent", "LabDNS", "LabFiles", "LabHost", "LabImage", "LabLibvirt", "LabMemory",
                "LabModel", "LabNetns", "LabNetwork", "LabProgram", "LabPrograms", "LabReport",
                "LabRunner", "LabSupervisor",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(name: "lab", dependencies: ["LabCommands"]),
        .executableTarget(name: "lab-agent", dependencies: ["LabAgent"]),
        .target(
            name: "LabTesting",
            dependencies: [
                "LabComponents", "LabFiles", "LabMemory", "LabModel", "LabNetwork", "LabProgram",
                "LabReport", "LabRunner",
            ]),
        .executableTarget(
            name: "lab-benchmarks",
            dependencies: [
                "LabFiles", "LabMembership", "LabMemory", "LabModel", "LabNetwork", "LabProgram",
                "LabPrograms", "LabSimulation",
            ],
            path: "Benchmarks", exclude: ["Fabric", "Labs", "Relay"]),
        .target(
            name: "LabFabricTestSupport", dependencies: ["CLinux", "LabFabric", "LabNetwork"],
            path: "Tests/LabFabricTestSupport"),
        .executableTarget(
            name: "fabric-benchmark",
            dependencies: ["CLinux", "LabFabric", "LabFabricTestSupport", "LabNetwork"],
            path: "Benchmarks/Fabric"),
        .target(
            name: "LabTestSupport", dependencies: ["LabProgram", "LabNetwork"],
            path: "Tests/LabTestSupport"),
        .executableTarget(
            name: "relay-benchmark", dependencies: ["LabLibvirt", "LabTestSupport"],
            path: "Benchmarks/Relay"),
    ]
        + tests.map { name, dependencies in
            .testTarget(
                name: name,
                dependencies: dependencies.map { .byName(name: $0) } + ["LabTestSupport"])
        },
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [.treatAllWarnings(as: .error)]
}
