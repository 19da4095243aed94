import LabNetwork
import LabProgram
import Testing

@testable import LabPrograms

@Suite struct StateStoreTests {
    @Test func unchangedRegistrationsKeepTheirIndexes() throws {
        var server = TestServer()
        for _ in 0..<3 {
            #expect(
                server.register(
                    "a", service: .named("web", tags: ["v1"]),
                    checks: [.serfHealth(.passing), .ofService("web", .passing)]) == .done(true))
        }
        let record = try #require(server.store.record(named: "A"))
        #expect(record.node.createIndex == 1 && record.node.modifyIndex == 1)
        #expect(record.services.map(\.modifyIndex) == [1])
        #expect(record.checks.map(\.modifyIndex) == [1, 1])
        #expect(server.store.indexes.nodes == 1 && server.store.indexes.checks == 1)
        #expect(server.store.index(ofService: "WEB", countsChecks: true) == 1)
    }

    @Test func aCheckTakesNameAndTagsOfItsService() throws {
        var server = TestServer()
        _ = server.register(
            "a", service: .named("web", tags: ["v1"]), checks: [.ofService("web", .warning)])
        let check = try #require(server.store.checks(onNode: "a").first)
        #expect(check.serviceName == "web" && check.serviceTags == ["v1"] && check.node == "a")
        #expect(server.store.instances(ofService: "web").map(\.status) == [.warning])
    }

    @Test func aRegistrationThatIsRefusedChangesNothing() {
        var server = TestServer()
        _ = server.register("a", service: .named("web"))
        let before = server.store.snapshot()
        let result = server.register(
            "b", service: .named("web"), checks: [.ofService("nosuch", .passing)])
        #expect(
            result
                == .failure(
                    "failed inserting check: Missing service registration on node \"b\""))
        #expect(server.store.snapshot() == before)
    }

    @Test func aNodeWithoutUpdateKeepsItsAddress() throws {
        var server = TestServer()
        _ = server.register("a", "10.0.0.1")
        var registration = CatalogRegistration(node: CatalogNode(name: "a", address: "10.9.9.9"))
        registration.skipsNodeUpdate = true
        registration.service = .named("web")
        _ = server.apply(.register(registration))
        #expect(server.store.node(named: "a")?.address == "10.0.0.1")
        #expect(server.store.services(onNode: "a").map(\.name) == ["web"])
    }

    // C-024.
    @Test func theNameOfANodeThatIsWellIsReserved() {
        var server = TestServer()
        _ = server.register(
            "A", id: "00000000-0000-0000-0000-0000000000b5", checks: [.serfHealth(.passing)])
        let result = server.register("a", id: "00000000-0000-0000-0000-0000000000b6")
        guard case .failure(let reason) = result else {
            Issue.record("the name was taken over")
            return
        }
        #expect(
            reason.contains(
                "Node name a is reserved by node 00000000-0000-0000-0000-0000000000b5 with name A"))
        #expect(reason.hasSuffix("(10.0.0.1)"))
    }

    @Test(arguments: [HealthStatus.critical, nil])
    func theNameOfANodeThatIsNotWellIsTakenOver(health: HealthStatus?) {
        var server = TestServer()
        _ = server.register("a", id: "b5", checks: health.map { [.serfHealth($0)] } ?? [])
        #expect(server.register("a", "10.0.0.2", id: "b6") == .done(true))
        #expect(server.store.node(named: "a")?.id == "b6")
        #expect(server.store.node(named: "a")?.createIndex == 1)
        #expect(server.store.node(id: "b5") == nil)
    }

    @Test func aNodeWithoutAnIDIsTakenOver() {
        var server = TestServer()
        _ = server.register("a", checks: [.serfHealth(.passing)])
        #expect(server.register("a", id: "b6") == .done(true))
    }

    @Test func theSameIDWithAnotherNameRenamesTheNode() {
        var server = TestServer()
        _ = server.register("old", id: "b5", service: .named("web"))
        #expect(server.register("new", id: "b5") == .done(true))
        #expect(server.store.node(named: "old") == nil)
        #expect(server.store.node(named: "new")?.createIndex == 1)
        #expect(!server.store.hasService(named: "web"))
    }

    @Test func aNewSpellingOfANameKeepsWhatIsOnTheNode() throws {
        var server = TestServer()
        var service = CatalogService.named("web")
        service.address = "10.5.5.5"
        _ = server.register("host", id: "b5", service: service)
        #expect(server.register("HOST", id: "b5") == .done(true))
        let record = try #require(server.store.record(named: "host"))
        #expect(record.node.name == "HOST" && record.services.first?.node == "HOST")
        #expect(server.store.instances(ofService: "web").count == 1)
        #expect(server.store.instance(address: "10.5.5.5")?.node.name == "HOST")
        #expect(
            server.store.stateHash == (try StateStore(snapshot: server.store.snapshot())).stateHash)
    }

    @Test func aServiceOfTheSameIDMayChangeItsName() {
        var server = TestServer()
        _ = server.register("a", service: .named("old", id: "x"))
        _ = server.register("a", service: .named("new", id: "x"))
        #expect(!server.store.hasService(named: "old"))
        #expect(server.store.instances(ofService: "new").count == 1)
        #expect(server.store.indexes.lastExtinction == 2)
    }

    @Test func instancesAreSortedByNodeThenID() {
        var server = TestServer()
        for (node, id) in [("b", "2"), ("a", "1"), ("B", "1"), ("C", "0"), ("a", "0")] {
            _ = server.register(node, service: .named("web", id: id))
        }
        let order = server.store.instances(ofService: "Web").map { $0.node.name + $0.service.id }
        #expect(order == ["a0", "a1", "B1", "B2", "C0"])
    }

    @Test func addressesLeadBackToNodesAndInstances() {
        var server = TestServer()
        var service = CatalogService.named("web")
        service.address = "10.0.0.7"
        _ = server.register("a", "10.0.0.1", service: service)
        #expect(server.store.node(address: "10.0.0.1")?.name == "a")
        #expect(server.store.node(address: "10.0.0.7") == nil)
        #expect(server.store.instance(address: "10.0.0.7")?.service.id == "web")
        _ = server.register("a", "10.0.0.2")
        #expect(server.store.node(address: "10.0.0.1") == nil)
        _ = server.apply(.deregister(CatalogDeregistration(node: "a")))
        #expect(server.store.instance(address: "10.0.0.7") == nil)
    }

    @Test func removingANodeRemovesEverythingOnIt() {
        var server = TestServer()
        _ = server.register("a", service: .named("web"), checks: [.ofService("web", .passing)])
        _ = server.apply(.deregister(CatalogDeregistration(node: "A")))
        #expect(server.store.nodes.isEmpty && server.store.services.isEmpty)
        #expect(server.store.indexes.nodes == 2 && server.store.indexes.checks == 2)
        let before = server.store.stateHash
        _ = server.apply(.deregister(CatalogDeregistration(node: "a")))
        _ = server.apply(.deregister(CatalogDeregistration(node: "a", serviceID: "web")))
        #expect(server.store.stateHash == before)
    }

    @Test func aSnapshotHoldsTheWholeState() throws {
        var server = TestServer()
        var random = RandomStream(seed: 11)
        for _ in 0..<300 { _ = server.apply(RandomCommands.next(&random)) }
        let copy = try StateStore(snapshot: server.store.snapshot())
        #expect(copy.stateHash == server.store.stateHash)
        #expect(copy.services == server.store.services && copy.nodes == server.store.nodes)
        #expect(
            copy.addresses.owners(of: "10.0.0.1").count
                == server.store.addresses.owners(of: "10.0.0.1").count)
    }

    @Test(arguments: 1...8)
    func theSameCommandsMakeTheSameState(seed: Int) throws {
        var random = RandomStream(seed: UInt64(seed))
        var first = StateStore(datacenter: "dc1")
        var second = StateStore(datacenter: "dc1")
        for index in 1...400 as ClosedRange<UInt64> {
            let change = RandomCommands.next(&random)
            let command = StoreCommand(
                change, time: Instant(nanoseconds: Int64(index) * 1_000_000_000))
            let results = (
                first.apply(command, index: index),
                second.apply(try StoreCommand(decoding: command.encoded()), index: index)
            )
            #expect(results.0 == results.1)
            if index % 100 == 0 { second = try StateStore(snapshot: second.snapshot()) }
            #expect(first.stateHash == second.stateHash)
        }
    }

    // C6: the index of a query does not step back while the deletions of keys are remembered.
    @Test(arguments: 1...8)
    func indexesNeverStepBack(seed: Int) {
        var random = RandomStream(seed: UInt64(seed) + 100)
        var server = TestServer()
        let queries = [
            "/v1/catalog/nodes", "/v1/catalog/services", "/v1/catalog/service/web",
            "/v1/catalog/service/api", "/v1/health/service/web", "/v1/health/service/api",
            "/v1/health/state/any", "/v1/kv/k1", "/v1/kv/k2", "/v1/kv/k?recurse",
            "/v1/kv/?recurse", "/v1/session/list",
        ]
        var last = queries.map { _ in UInt64(1) }
        for _ in 0..<400 {
            _ = server.apply(RandomCommands.next(&random, reaps: false))
            for (place, query) in queries.enumerated() {
                let response = server.get(query)
                let index = response.index ?? 0
                #expect(index >= last[place] && index <= max(server.index, 1))
                last[place] = index
            }
        }
    }

    @Test func brokenSnapshotsAndCommandsNeverTrap() {
        var random = RandomStream(seed: 5)
        var server = TestServer()
        for _ in 0..<60 { _ = server.apply(RandomCommands.next(&random)) }
        let snapshot = server.store.snapshot()
        for _ in 0..<2_000 {
            var bytes = snapshot
            for _ in 0..<3 {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(
                    truncatingIfNeeded: random.next())
            }
            if random.next() % 2 == 0 { bytes.removeLast(Int(random.next() % UInt64(bytes.count))) }
            _ = try? StateStore(snapshot: bytes)
            var command = StoreCommand(RandomCommands.next(&random), time: .start).encoded()
            command[Int(random.next() % UInt64(command.count))] = UInt8(
                truncatingIfNeeded: random.next())
            if let broken = try? StoreCommand(decoding: command) {
                _ = server.store.apply(broken, index: 1_000)
            }
        }
    }
}

/// Commands drawn from a few nodes, services, keys and sessions, so that they meet.
enum RandomCommands {
    static func next(_ random: inout RandomStream, reaps: Bool = true) -> StoreCommand.Change {
        func pick(_ choices: [String]) -> String {
            choices[Int(random.next() % UInt64(choices.count))]
        }
        let node = pick(["a", "b", "c", "A"])
        let service = pick(["web", "api", "Web"])
        let key = pick(["k1", "k2", "k/a", "k/b", "x"])
        let session = UUIDText.make(high: 1, low: random.next() % 4)
        switch random.next() % 12 {
        case 0...3:
            let id = pick(["", "", "id-1", "id-2"])
            var registration = CatalogRegistration(
                node: CatalogNode(id: id, name: node, address: pick(["10.0.0.1", "10.0.0.2"])))
            let instance = pick(["s1", "s2"])
            if random.next() % 3 > 0 {
                registration.service = .named(service, id: instance, tags: [pick(["x", "y"])])
            }
            let status = HealthStatus(rawValue: UInt8(random.next() % 3)) ?? .passing
            if random.next() % 2 == 0 {
                registration.checks.append(
                    random.next() % 2 == 0 ? .serfHealth(status) : .ofService(instance, status))
            }
            return .register(registration)
        case 4:
            return .deregister(
                CatalogDeregistration(node: node, serviceID: pick(["s1", "s2", ""])))
        case 5: return .deregister(CatalogDeregistration(node: node, checkID: "serfHealth"))
        case 6, 7:
            let verbs = KeyValueOperation.Verb.allCases
            var operation = KeyValueOperation(
                verb: verbs[Int(random.next() % UInt64(verbs.count))], key: key)
            operation.value = [UInt8(random.next() % 3)]
            operation.session = session
            return .keyValue(operation)
        case 8:
            return .createSession(
                CatalogSession(
                    id: session, node: node,
                    behavior: random.next() % 2 == 0 ? .release : .delete,
                    nodeChecks: random.next() % 2 == 0 ? ["serfHealth"] : []))
        case 9: return .destroySession(id: session)
        case 10:
            return .transaction([
                KeyValueOperation(verb: .set, key: key, value: [7]),
                KeyValueOperation(verb: .get, key: pick(["k1", "missing"])),
            ])
        default:
            return reaps
                ? .reapTombstones(through: random.next() % 100)
                : .keyValue(KeyValueOperation(verb: .set, key: key, value: [9]))
        }
    }
}
