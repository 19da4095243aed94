import Foundation
import LabModel
import LabNetwork
import LabRunner
import Testing

@testable import LabNetns

/// Hosts as programs in them see them, and as the machine does.
@Suite(.serialized, .enabled(if: Machine.hasLabs, Comment(rawValue: Machine.needsLabs)))
struct HostTests {
    @Test func theDeviceHasTheAddressThatTheWireExpects() {
        let address = NetnsHostMaker.hardwareAddress(
            of: .init(network: "lan", address: IPv4Address(10, 7, 0, 255)))
        #expect(address == [0x02, 0, 10, 7, 0, 255])
    }

    @Test func aHostHasNoDescriptorOfTheLab() throws {
        let lab = try RealLab([RealLab.host(1)])
        #expect(try lab.run("echo /proc/self/fd/*").split(separator: " ").count == 4)
        // The agent has the channel and what it opened itself: nothing of the supervisor's.
        let links = try lab.run("ls -l /proc/1/fd | sed -n 's/.* -> //p'").split(separator: "\n")
        #expect(links.contains { $0.hasPrefix("socket:") }, "\(links)")
        for word in ["/lock", "/dev/net/tun", "cgroup", "control.sock", "/dev/ptmx"] {
            #expect(!links.contains { $0.contains(word) }, "\(links)")
        }
        let files = links.filter { $0.hasPrefix("/") && !$0.hasPrefix("/dev/null") }
        #expect(
            files.allSatisfy { $0.hasSuffix("supervisor.log") || $0.hasPrefix("/run") }, "\(files)")
    }

    @Test func hostsShareNothingButTheKernel() throws {
        let lab = try RealLab([RealLab.host(1), RealLab.host(2)])
        for kind in ["net", "pid", "mnt", "uts", "ipc"] {
            let names = try ["host-1", "host-2"].map {
                try lab.run("readlink /proc/self/ns/\(kind)", on: $0)
            }
            let own = try FileManager.default
                .destinationOfSymbolicLink(atPath: "/proc/self/ns/\(kind)")
            #expect(Set(names + [own]).count == 3, "\(kind): \(names), here \(own)")
        }
        #expect(try lab.run("cat /proc/sys/kernel/hostname", on: "host-2") == "host-2")
        #expect(try lab.run("cat /sys/class/net/eth0/address", on: "host-2") == "02:00:0a:07:00:02")
    }

    @Test func whatAHostKeepsOutlivesItsPower() throws {
        let lab = try RealLab([RealLab.host(1)])
        let first = try lab.run(
            "echo kept >/var/lib/file; echo gone >/tmp/file; readlink /proc/self/ns/net")
        try lab.lab.kill(.host("host-1"), signal: "SIGKILL")
        #expect(lab.waits(for: "host-1", power: false))
        try lab.lab.start(.host("host-1"))
        #expect(lab.waits(for: "host-1", power: true))
        #expect(try lab.run("cat /var/lib/file; ls /tmp") == "kept")
        #expect(try lab.run("cat /sys/class/net/eth0/address") == "02:00:0a:07:00:01")
        #expect(
            try lab.run("ls /proc/1/ns >/dev/null; readlink /proc/self/ns/net") != ""
                && !first.isEmpty)
        // Made anew, it has forgotten.
        try lab.lab.taint(host: "host-1")
        try lab.lab.apply(lab.lab.topology)
        try lab.lab.bringUp()
        #expect(try lab.run("test -e /var/lib/file || echo forgotten") == "forgotten")
    }

    @Test func aHostHasTheRoomThatItWasGiven() throws {
        var small = RealLab.host(1)
        small.disk = 4 << 20
        let lab = try RealLab([small])
        let text = try lab.run(
            "head -c 8000000 /dev/zero >/var/lib/big 2>/dev/null || stat -c %s /var/lib/big")
        let size = try #require(Int(text))
        #expect(size > 2 << 20 && size < 4 << 20)
    }

    @Test func aHostKeepsToItsLimitsWhereTheMachineHasThem() async throws {
        var limited = RealLab.host(1)
        limited.cpus = 0.5
        limited.memory = 64 << 20
        let lab = try RealLab([limited, RealLab.host(2)])
        guard !lab.lab.information.limits.hasPrefix("none") else { return }
        let groups = Machine.groups(beginningWith: "lab-\(lab.environment.name)-")
        #expect(!groups.isEmpty)
        func value(_ host: String, _ names: String...) -> String? {
            for group in groups {
                for name in names {
                    let path = "\(group)/\(host)/\(name)"
                    if let text = try? String(contentsOfFile: path, encoding: .utf8) {
                        return text.trimmingCharacters(in: .whitespacesAndNewlines)
                    }
                }
            }
            return nil
        }
        #expect(value("host-1", "memory.limit_in_bytes", "memory.max") == "\(64 << 20)")
        let quota = value("host-1", "cpu.cfs_quota_us", "cpu.max")
        #expect(quota == "50000" || quota == "50000 100000")
        let free = value("host-2", "cpu.cfs_quota_us", "cpu.max")
        #expect(free == "-1" || free == "max 100000")
        // All of a host is in its group, what it starts later too.
        let before = try #require(value("host-1", "pids.current").flatMap { Int($0) })
        let id = try lab.lab.execute(["sleep", "100"], on: "host-1")
        #expect(
            await Machine.eventually {
                lab.lab.advance(until: lab.lab.now)
                return value("host-1", "pids.current").flatMap { Int($0) } ?? 0 > before
            })
        lab.lab.forget(id)
        // Twice what it may use.
        let hog =
            "head -c 130000000 /dev/zero | tail -c 130000000 >/dev/null; echo ${PIPESTATUS[1]}"
        let lines = try lab.run("bash -c '\(hog)' 2>&1").split(separator: "\n")
        #expect(lines.last == "137", "\(lines)")
    }

    @Test func nothingIsLeftOfALabWithHosts() async throws {
        for victim in ["keeper", "reaper", "supervisor", "client"] {
            let lab = try RealLab((1...4).map { RealLab.host($0) })
            let owner = try #require(lab.environment.owner)
            let supervisor = try #require(Machine.children(of: owner.process).first)
            let folder = lab.folder
            #expect(Machine.processes(with: folder).count >= 3)
            #expect(Machine.children(of: supervisor).count == 4)
            let hosts = Machine.children(of: supervisor)
            switch victim {
            case "keeper": kill(owner.keeper, SIGKILL)
            case "reaper": kill(owner.process, SIGKILL)
            case "supervisor": kill(supervisor, SIGKILL)
            default: try lab.lab.destroy()
            }
            let isGone = await Machine.eventually {
                Machine.processes(with: folder).isEmpty
                    && hosts.allSatisfy { kill($0, 0) != 0 || lab_has_ended($0) }
                    && Machine.groups(beginningWith: "lab-\(lab.environment.name)-").isEmpty
                    && !FileManager.default.fileExists(atPath: folder + "/run/lab")
            }
            #expect(isGone, "\(victim)")
        }
    }

    /// Whether a process waits for its parent's question, if that ever comes.
    private func lab_has_ended(_ process: Int32) -> Bool {
        let stat = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        return stat.isEmpty || stat.contains(") Z ")
    }

    @Test func twoLabsUseTheSameAddresses() throws {
        let one = try RealLab([RealLab.host(1), RealLab.host(2)])
        let two = try RealLab([RealLab.host(1), RealLab.host(2)])
        _ = try one.run("echo one >/tmp/which", on: "host-2")
        #expect(try two.run("ls /tmp", on: "host-2") == "")
        for lab in [one, two] {
            let answer = try lab.run("(echo >/dev/tcp/10.7.0.2/9) 2>&1 | grep -c refused; true")
            #expect(answer == "1" || answer == "0")
        }
    }
}
