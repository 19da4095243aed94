import LabNetwork
import Testing

@Suite struct NetworkModelPortTests {
    private let near = IPv4Address(10, 0, 0, 1)
    private let far = IPv4Address(10, 0, 0, 2)

    private func model() throws -> NetworkModel {
        var model = NetworkModel(seed: 7)
        let lan = model.addNetwork(
            subnet: try #require(Subnet("10.0.0.0/24")), link: LinkConditions())
        for address in [near, far] {
            model.attach(host: model.addHost(), to: lan, address: address)
        }
        return model
    }

    @Test func portsAreFoundByAddressAndByHost() throws {
        var model = try model()
        let other = model.addNetwork(
            subnet: try #require(Subnet("10.1.0.0/24")), link: LinkConditions())
        model.attach(host: 1, to: other, address: IPv4Address(10, 1, 0, 2))
        #expect(model.portCount == 3)
        #expect(model.port(with: far) == 1)
        #expect(model.port(ofHost: 1, network: other) == 2)
        #expect(model.port(ofHost: 0, network: other) == nil)
        #expect(model.port(with: IPv4Address(10, 0, 0, 3)) == nil)
        #expect(model.host(ofPort: 2) == 1 && model.network(ofPort: 2) == other)
    }

    @Test func carrierIsReadPortByPort() throws {
        var model = try model()
        model.setCarrier(false, host: 1)
        #expect(model.hasCarrier(port: 0) && !model.hasCarrier(port: 1))
    }

    @Test func aDetachedHostHasNoAddressAndTheOthersKeepTheirs() throws {
        var model = try model()
        model.detach(host: 0)
        #expect(model.port(with: near) == nil)
        #expect(model.host(with: far) == 1)
        #expect(model.transit(from: 1, to: near, bytes: 1, at: .start) == .lost)
    }

    @Test(
        arguments: [
            (\LinkConditions.delay, false), (\.jitter, true),
        ] as [(WritableKeyPath<LinkConditions, Interval?> & Sendable, Bool)])
    func delayTreatsPacketsAlikeAndJitterDoesNot(
        part: WritableKeyPath<LinkConditions, Interval?> & Sendable, isApart: Bool
    ) throws {
        var model = try model()
        var conditions = LinkConditions()
        conditions[keyPath: part] = .milliseconds(3)
        model.setConditions(conditions, host: 1, toHost: true, fromHost: false)
        #expect(model.tellsPacketsApart(from: 0, to: far) == isApart)
        #expect(!model.tellsPacketsApart(from: 1, to: near))
    }

    @Test(
        arguments: [
            \LinkConditions.loss, \.duplicate, \.reorder, \.corrupt,
        ] as [WritableKeyPath<LinkConditions, Probability?> & Sendable])
    func chanceTellsPacketsApart(
        part: WritableKeyPath<LinkConditions, Probability?> & Sendable
    ) throws {
        var model = try model()
        var conditions = LinkConditions()
        conditions[keyPath: part] = Probability(percent: 1)
        let path = model.addPath(from: [0], to: [1], conditions: conditions)
        #expect(model.tellsPacketsApart(from: 0, to: far))
        #expect(!model.tellsPacketsApart(from: 1, to: near))
        model.removeRule(path)
        #expect(!model.tellsPacketsApart(from: 0, to: far))
    }

    @Test func rateTellsPacketsApart() throws {
        var model = try model()
        var conditions = LinkConditions()
        conditions.rate = BitRate(bitsPerSecond: 10_000_000)
        model.setConditions(conditions, host: 0, toHost: false, fromHost: true)
        #expect(model.tellsPacketsApart(from: 0, to: far))
    }

    @Test func aHostAddedDuringAFaultIsNotPartOfIt() throws {
        var model = try model()
        var conditions = LinkConditions()
        conditions.delay = .milliseconds(5)
        _ = model.addPath(from: [0], to: [1], conditions: conditions)
        _ = model.addPartition(groups: [[0], [1]])
        let late = IPv4Address(10, 0, 0, 3)
        model.attach(host: model.addHost(), to: 0, address: late)
        #expect(model.transit(from: 0, to: far, bytes: 1, at: .start) == .lost)
        #expect(
            model.transit(from: 0, to: late, bytes: 1, at: .start).verdict
                == .arrives(.start, again: nil))
        #expect(
            model.transit(from: 2, to: far, bytes: 1, at: .start).verdict
                == .arrives(.start, again: nil))
    }
}
