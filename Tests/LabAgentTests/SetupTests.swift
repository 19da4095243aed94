import Foundation
import LabHost
import LabNetwork
import Testing

/// What a host is once it is set up.
@Suite(.enabled(if: TestHost.isPossible, TestHost.reason))
struct SetupTests {
    @Test func namesAndAddressesAreTheHostsOwn() throws {
        let host = try TestHost.ready { $0.searchDomains = ["service.consul"] }
        #expect(try host.shell("hostname; cat /etc/hostname").output == "web-1\nweb-1\n")
        #expect(
            try host.shell("cat /etc/hosts").output
                == "127.0.0.1\tlocalhost\n10.0.0.1\tweb-1\n10.0.0.2\tweb-2\n")
        #expect(
            try host.shell("cat /etc/resolv.conf").output
                == "nameserver 127.0.0.1\nsearch service.consul\n")
        let devices = try host.shell("cat /proc/net/fib_trie; ls /sys/class/net").output
        #expect(devices.contains("127.0.0.1"))
        #expect(devices.hasSuffix("\nlo\n"))
    }

    @Test func theFirstProcessIsTheAgent() throws {
        let host = try TestHost.ready()
        let numbers = try host.shell("cat /proc/1/cmdline | tr '\\0' ' '; ls -d /proc/[0-9]*")
            .output
        #expect(numbers.contains("lab-agent host"))
        #expect(numbers.split(separator: "\n").count <= 6)
    }

    @Test func nothingIsWrittenOutsideTheStateDirectory() throws {
        let host = try TestHost.ready()
        let name = "lab-" + UUID().uuidString
        for directory in ["/usr", "/usr/bin", "/opt", "/home", "/sys"] {
            #expect(try host.shell("touch \(directory)/\(name)").code != 0, "\(directory)")
        }
        for directory in ["/etc", "/var/lib", "/tmp", "/run", "/dev/shm", "/"] {
            let place = "\(directory)/\(name)"
            #expect(try host.shell("echo x > \(place) && cat \(place)").output == "x\n")
            #expect(!FileManager.default.fileExists(atPath: place), "\(place) is on the machine")
        }
        _ = try host.shell("rm -rf /etc/passwd /var/lib/dpkg")
        #expect(FileManager.default.fileExists(atPath: "/etc/passwd"))
        let kept = host.state + "/overlay/etc/upper/" + name
        #expect(FileManager.default.fileExists(atPath: kept))
    }

    @Test func whatIsWrittenOutlivesThePowerAndTemporaryFilesDoNot() throws {
        let first = try TestHost.ready()
        var spec = ProcessSpec(
            name: "a", command: ["sh", "-c", "echo 1 >> /srv/a/x; echo 1 >> /run/b/x"])
        spec.data = ["/srv/a", "/run/b", "/new/c"]
        try first.order(.start(spec))
        try first.state(of: "a") { $0 == .exited(code: 0) }
        _ = try first.shell("echo e > /etc/e; echo c > /new/c/x; echo t > /tmp/t")
        try first.cutPower()

        let second = try TestHost.ready(state: first.state)
        #expect(try second.shell("cat /etc/e /new/c/x").output == "e\nc\n")
        #expect(try second.shell("cat /tmp/t").code != 0)
        try second.order(.start(spec))
        try second.state(of: "a") { $0 == .exited(code: 0) }
        #expect(try second.shell("cat /srv/a/x /run/b/x").output == "1\n1\n1\n1\n")
    }

    @Test func directoriesWithMountsBelowThemCanBeWrittenToo() throws {
        // Of another namespace's owner, so that the kernel keeps them together.
        let nested = "mount -t tmpfs x /var/lib && mkdir /var/lib/m && mount -t tmpfs x /var/lib/m"
        let host = try TestHost.ready(
            before:
                "\(nested) && exec unshare -U -r -m -n -p -f -u -i sh -c 'exec \"$0\" host' \"$0\" ; :"
        )
        var spec = ProcessSpec(
            name: "a", command: ["sh", "-c", "echo 1 > /var/lib/a/b/x; cat /var/lib/a/b/x"])
        spec.data = ["/var/lib/a/b"]
        try host.order(.start(spec))
        try host.state(of: "a") { $0 == .exited(code: 0) }
        #expect(host.lines(of: "a") == ["1"])
        #expect(
            try host.shell("echo y > /var/tmp/y && echo z > /etc/z && cat /var/tmp/y /etc/z").output
                == "y\nz\n")
    }

    @Test(.enabled(if: getuid() == 0, "needs root: only it may map all users"))
    func allUsersOfTheMachineAreKnownWhereRootMadeTheLab() throws {
        let host = try TestHost.ready(users: .all)
        #expect(
            try host.shell("cat /proc/self/uid_map").output.split(separator: " ") == [
                "0", "0", "4294967295\n",
            ])
        #expect(
            try host.shell("echo 1 > /etc/e && chown 12:34 /etc/e && stat -c %u:%g /etc/e").output
                == "12:34\n")
        #expect(
            try host.shell("cat /proc/sys/net/ipv4/ping_group_range").output == "0\t2147483647\n")
    }

    @Test func aHostIsSetUpInMilliseconds() throws {
        let host = try TestHost()
        try host.next("hello") { if case .hello = $0 { true } else { nil } }
        let began = ContinuousClock.now
        try host.order(
            .configure(HostSetup(name: "a", interfaces: [], stateDirectory: host.state)))
        try host.next("configured") { if case .configured = $0 { true } else { nil } }
        // Ten times what it takes on a quiet machine.
        #expect(ContinuousClock.now - began < .milliseconds(100))
    }

    @Test func ordersBeforeTheFirstSetupAreRefused() throws {
        let host = try TestHost()
        try host.order(.stop(process: "a"))
        #expect(try host.failure().contains("not set up yet"))
    }

    @Test func aSecondSetupRenewsTheNames() throws {
        let host = try TestHost.ready()
        #expect(try host.shell("getent hosts late").code != 0)
        var setup = HostSetup(name: "a", interfaces: [], stateDirectory: host.state)
        setup.hosts = [.init(name: "late", address: IPv4Address(10, 0, 0, 9))]
        try host.order(.configure(setup))
        try host.wait(for: "the new name") {
            try host.shell("getent hosts late").output.hasPrefix("10.0.0.9")
        }
        #expect(try host.shell("rm /etc/hosts; getent hosts late").output.contains("10.0.0.9"))
    }

    @Test func aMissingDeviceIsNamed() throws {
        let host = try TestHost()
        let interface = HostSetup.Interface(
            device: "eth7", address: IPv4Address(10, 0, 0, 1), prefixLength: 24)
        try host.order(
            .configure(HostSetup(name: "a", interfaces: [interface], stateDirectory: host.state)))
        #expect(try host.failure().contains("eth7"))
    }
}
