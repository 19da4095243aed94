import LabModel
import LabNetwork
import LabRunner
import LabSupervisor
import Testing

@testable import LabCommands

@Suite struct TextTests {
    @Test func columnsStandBelowEachOther() {
        var table = TextTable("host", "state", "since")
        table.add("host-10", "running", "")
        table.add("a", "no power", "3 s ago")
        #expect(
            table.lines == [
                "host     state     since", "host-10  running", "a        no power  3 s ago",
            ])
    }

    @Test(arguments: [
        (Interval.milliseconds(40), "0.0 s"), (.milliseconds(9_990), "9.9 s"),
        (.seconds(10), "10 s"), (.seconds(119), "119 s"), (.minutes(2), "2 min"),
        (.minutes(125), "2 h 5 min"), (.milliseconds(-5), "0.0 s"),
    ])
    func lengthsOfTimeAreRoughlySaid(_ interval: Interval, _ words: String) {
        #expect(interval.roughly == words)
    }

    @Test func aWordThatIsNoneBringsTheNearestOrAll() {
        #expect(["host-1", "client"].suggestion(for: "cleint") == ": did you mean 'client'?")
        #expect(["a-1", "b-2", "c-3"].suggestion(for: "zzzzzz") == "; there are a-1, b-2 and c-3")
    }

    @Test func faultsAreNamedByNumberByWordAndInFull() {
        let fault = FaultInForce(
            id: 3, description: "partition host-1 | host-2 host-3", since: .start,
            fault: .partition([["host-1"], ["host-2", "host-3"]]))
        for word in [
            "3", "partition", "partition host-1", "partition host-1 | host-2 host-3", "isolate",
            "isolate host-1",
        ] { #expect(fault.isNamed(word), "\(word)") }
        for word in ["1", "part", "isolate host-2", "degrade", ""] {
            #expect(!fault.isNamed(word), "\(word)")
        }
    }

    @Test func namesStandForUnits() throws {
        let units: [Unit] = [
            .host("host-1"), .component(host: "host-1", name: "discovery"),
            .instance(host: "host-1", service: "simple", index: 1), .host("host-2"),
            .component(host: "host-2", name: "discovery"),
        ]
        let topology = Topology(
            name: "t", networks: [],
            hosts: ["host-1", "host-2"].map { HostDefinition(name: $0, attachments: []) })
        let names = UnitNames(topology: topology, units: units)
        #expect(try names.units(of: []) == [.host("host-1"), .host("host-2")])
        #expect(try names.units(of: ["discovery"]) == [units[1], units[4]])
        #expect(try names.units(of: ["host-1/simple", "host-1/simple.1"]) == [units[2]])
        // What a host logs is all that is on it.
        #expect(try names.units(of: ["host-1", "discovery"]) == [units[0], units[4]])
    }

    @Test func packetsAreCountedByTheirBlocks() {
        func block(_ kind: UInt8, _ body: [UInt8]) -> [UInt8] {
            let length = UInt8(12 + body.count)
            return [kind, 0, 0, 0, length, 0, 0, 0] + body + [length, 0, 0, 0]
        }
        let stream = block(10, [1, 2, 3, 4]) + block(6, [5, 6, 7, 8]) + block(6, [])
        for cut in 0...stream.count {
            var blocks = PacketBlocks()
            var found: [Bool] = []
            var bytes: [UInt8] = []
            for piece in [stream[..<cut], stream[cut...]] {
                blocks.append(piece)
                while let block = blocks.next() {
                    found.append(block.isPacket)
                    bytes += block.bytes
                }
            }
            #expect(found == [false, true, true])
            #expect(bytes == stream)
        }
    }
}
