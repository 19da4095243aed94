import LabNetwork
import LabProgram
import LabSimulation
import Testing

@testable import LabPrograms

@Suite struct BlockingQueryTests {
    private func cluster() throws -> Cluster {
        let cluster = try Cluster(servers: 1, clients: 1)
        _ = try #require(cluster.waitForLeader())
        cluster.register("blk", on: 1)
        cluster.run(.seconds(5))
        return cluster
    }

    private func index(_ response: HTTPResponse) -> UInt64 {
        response.headers["X-Consul-Index"].flatMap { UInt64($0) } ?? 0
    }

    @Test(arguments: [0, 1])
    func withoutAChangeItAnswersTheSameAfterTheWait(host: Int) throws {
        let cluster = try cluster()
        let first = cluster.http("GET", "/v1/catalog/nodes", on: host)
        let start = cluster.world.now
        let second = cluster.http(
            "GET", "/v1/catalog/nodes?index=\(index(first))&wait=2s", on: host)
        let time = cluster.world.now - start
        #expect(time >= .seconds(2) && time < .milliseconds(2_200), "\(time)")
        #expect(second.body == first.body)
        #expect(index(second) == index(first))
    }

    @Test func aServiceThatComesToBeWakesItsWatcherAtOnce() throws {
        let cluster = try cluster()
        let first = cluster.http("GET", "/v1/health/service/new", on: 1)
        let exchange = cluster.begin(
            "GET", "/v1/health/service/new?index=\(index(first))", on: 1)
        cluster.run(.milliseconds(500))
        #expect(cluster.response(to: exchange, on: 1) == nil)
        cluster.register("new", on: 1)
        let time = cluster.wait(upTo: .seconds(5)) {
            cluster.response(to: exchange, on: 1) != nil
        }
        #expect(try #require(time) < .milliseconds(20))
        let second = try #require(cluster.response(to: exchange, on: 1))
        #expect(second.text.contains(#""Service":"new""#))
        #expect(index(second) > index(first))
    }

    @Test func aWriteToAnotherServiceDoesNotWakeAWatcher() throws {
        let cluster = try cluster()
        let first = cluster.http("GET", "/v1/health/service/blk", on: 0)
        let exchange = cluster.begin(
            "GET", "/v1/health/service/blk?index=\(index(first))&wait=5s", on: 0)
        cluster.register("other", on: 0)
        cluster.run(.seconds(4))
        #expect(cluster.response(to: exchange, on: 0) == nil)
        cluster.run(.seconds(2))
        #expect(cluster.response(to: exchange, on: 0)?.status == 200)
    }

    @Test(arguments: ["index=1&wait=5s", "index=0&wait=5s"])
    func anOldIndexIsAnsweredAtOnce(query: String) throws {
        let cluster = try cluster()
        let start = cluster.world.now
        #expect(cluster.http("GET", "/v1/catalog/nodes?\(query)", on: 0).status == 200)
        #expect(cluster.world.now - start < .milliseconds(10))
    }

    @Test func anIndexOfTheFutureBlocksForTheWholeWait() throws {
        let cluster = try cluster()
        let first = index(cluster.http("GET", "/v1/catalog/nodes", on: 0))
        let start = cluster.world.now
        _ = cluster.http("GET", "/v1/catalog/nodes?index=\(first + 1000)&wait=1s", on: 0)
        #expect(cluster.world.now - start >= .seconds(1))
    }

    @Test func aClientThatGoesAwayLeavesNothingBehind() throws {
        let cluster = try cluster()
        let exchange = cluster.begin("GET", "/v1/catalog/nodes?index=9999", on: 1)
        cluster.run(.seconds(1))
        #expect(cluster.agent(0).blocked.count == 1)
        cluster.abandon(exchange, on: 1)
        cluster.run(.seconds(1))
        #expect(cluster.agent(0).blocked.isEmpty)
        #expect(cluster.agent(1).rpc.pending.isEmpty)
    }

    @Test func aConsistentReadAsksAMajority() throws {
        let cluster = try Cluster(servers: 3)
        _ = try #require(cluster.waitForLeader())
        for index in 0..<3 {
            let answer = cluster.http("GET", "/v1/catalog/nodes?consistent", on: index)
            #expect(answer.status == 200)
            #expect(answer.headers["X-Consul-Effective-Consistency"] == "consistent")
        }
    }
}
