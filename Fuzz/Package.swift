// swift-tools-version: 6.2
import PackageDescription

// A program a folder; each is built with libFuzzer by `./run`. The modules under test are symbolic
// links, so that they are instrumented as well.
let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [.package(url: "https://github.com/jpsim/Yams", from: "6.2.2")],
    targets: [
        .target(name: "LabNetwork", path: "Modules/LabNetwork"),
        .target(name: "LabDNS", dependencies: ["LabNetwork"], path: "Modules/LabDNS"),
        .target(name: "LabModel", dependencies: ["LabNetwork"], path: "Modules/LabModel"),
        .target(name: "LabTemplate", dependencies: ["LabModel"], path: "Modules/LabTemplate"),
        .target(
            name: "LabFiles", dependencies: ["LabModel", "LabNetwork", "LabTemplate", "Yams"],
            path: "Modules/LabFiles", resources: [.embedInCode("Definitions")]),
        .executableTarget(
            name: "dns", dependencies: ["LabDNS"], path: "dns", exclude: ["corpus"],
            swiftSettings: [.unsafeFlags(["-parse-as-library"])]),
        .executableTarget(
            name: "yaml", dependencies: ["LabFiles", "LabModel"], path: "yaml",
            exclude: ["corpus"], swiftSettings: [.unsafeFlags(["-parse-as-library"])]),
    ],
    swiftLanguageModes: [.v6]
)
