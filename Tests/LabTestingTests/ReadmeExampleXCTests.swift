import LabTesting
import XCTest

final class HostLossTests: XCTestCase {
    func testDNSForgetsAHostThatLostPower() throws {
        let lab = try SimulatedLab(topology: .named("three-node"), seed: 7)
        try lab.start(service: "simple", on: "host-1", "host-2")
        try lab.expect(
            .dns("simple.service.consul", answers: ["host-1", "host-2"]), within: .seconds(10))
        try lab.kill("host-1")
        try lab.expect(.dns("simple.service.consul", answers: ["host-2"]), within: .seconds(30))
    }
}
