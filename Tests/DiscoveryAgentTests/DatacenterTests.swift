import LabDNS
import LabNetwork
import LabProgram
import LabSimulation
import Testing

@testable import LabPrograms

@Suite struct DatacenterTests {
    /// Two servers of dc1, one of dc2, and a client of dc1.
    private func cluster() throws -> Cluster {
        let cluster = try Cluster(servers: 3, clients: 1) { index, configuration in
            configuration.bootstrapExpect = index < 2 ? 2 : index == 2 ? 1 : 0
            configuration.retryJoin = [Endpoint(Cluster.address(index == 2 ? 2 : 0), 8301)]
            if index == 2 { configuration.datacenter = "dc2" }
        }
        _ = try #require(
            cluster.wait(upTo: .seconds(20)) {
                cluster.agent(2).isEstablishedLeader
                    && (cluster.agent(0).isEstablishedLeader
                        || cluster.agent(1).isEstablishedLeader)
            })
        #expect(cluster.http("PUT", "/v1/agent/join/10.0.0.3?wan=1", on: 0).status == 200)
        cluster.run(.seconds(10))
        return cluster
    }

    @Test func joiningOneServerMakesAllServersKnown() throws {
        let cluster = try cluster()
        for index in 0..<3 {
            let names = cluster.agent(index).wanMembers.map(\.name).sorted()
            #expect(names == ["host-1.dc1", "host-2.dc1", "host-3.dc2"])
        }
        let answer = cluster.http("GET", "/v1/catalog/datacenters", on: 3)
        #expect(answer.text == #"["dc1","dc2"]"#)
    }

    @Test func namesAndRequestsOfTheOtherDatacenterAreAnsweredThere() throws {
        let cluster = try cluster()
        cluster.register("far", on: 2)
        cluster.run(.seconds(1))
        for index in [0, 1, 3] {
            #expect(cluster.addresses("far.service.dc2.consul", on: index) == ["10.0.0.3"])
            #expect(cluster.dns("far.service.consul", on: index)?.responseCode == .nxDomain)
            let answer = cluster.http("GET", "/v1/catalog/service/far?dc=dc2", on: index)
            #expect(answer.text.contains("far"))
            #expect(answer.text.contains(#""Datacenter":"dc2""#))
        }
        _ = cluster.http("PUT", "/v1/kv/k", "1", on: 3)
        #expect(cluster.http("GET", "/v1/kv/k", on: 2).status == 404)
        #expect(cluster.http("GET", "/v1/kv/k?raw&dc=dc1", on: 2).text == "1")
    }

    @Test func anUnknownDatacenterHasNoPath() throws {
        let cluster = try cluster()
        let answer = cluster.http("GET", "/v1/catalog/nodes?dc=dc9", on: 0)
        #expect(answer.status == 500)
        #expect(answer.text == "No path to datacenter")
        #expect(cluster.dns("far.service.dc9.consul", on: 0)?.responseCode == .nxDomain)
    }

    @Test func aDatacenterWithoutLivingServersStaysListed() throws {
        let cluster = try cluster()
        cluster.kill(2)
        cluster.run(.minutes(3))
        let answer = cluster.http("GET", "/v1/catalog/nodes?dc=dc2", on: 0)
        #expect(answer.text == "Remote DC has no server currently reachable")
        #expect(cluster.dns("far.service.dc2.consul", on: 0)?.responseCode == .servFail)
        let list = cluster.http("GET", "/v1/catalog/datacenters", on: 0).text
        #expect(list == #"["dc1","dc2"]"#)
    }
}
