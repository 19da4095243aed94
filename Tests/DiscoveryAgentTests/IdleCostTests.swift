import LabNetwork
import LabProgram
import LabSimulation
import Testing

@testable import LabPrograms

@Suite struct IdleCostTests {
    @Test func threeIdleServersCauseFewerThanAHundredEventsASecond() throws {
        let cluster = try Cluster(servers: 3)
        cluster.run(.seconds(60))
        let before = cluster.world.eventCount
        cluster.run(.seconds(600))
        let events = cluster.world.eventCount - before
        #expect(events < 600 * 100)
    }
}
