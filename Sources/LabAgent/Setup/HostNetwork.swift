import CLinux
import LabHost
import LabModel

/// The names and addresses of a host.
enum HostNetwork {
    /// Takes the devices into operation and names the host.
    ///
    /// - Throws: `LabError` for a device that is not there.
    static func configure(_ setup: HostSetup) throws(LabError) {
        try Kernel.check(lab_set_host_name(setup.name), "name the host \(setup.name)")
        setParameters()
        try Kernel.check(lab_bring_up("lo", 0, 0), "take lo into operation")
        for interface in setup.interfaces {
            try Kernel.check(
                lab_bring_up(
                    interface.device, interface.address.bits, Int32(interface.prefixLength)),
                "give \(interface.device) the address \(interface.address)")
        }
    }

    /// What the kernel is told about the host's network; one without a parameter needs no telling.
    private static func setParameters() {
        set("ipv6/conf/all/disable_ipv6", "1")
        set("ipv6/conf/default/disable_ipv6", "1")
        set("ipv4/ip_unprivileged_port_start", "0")
        // Below are the ports that containers are given (RFC 6335, section 6).
        set("ipv4/ip_local_port_range", "49152 65535")
        // The whole range where the lab knows all groups, else the only one it knows.
        if !set("ipv4/ping_group_range", "0 2147483647") { set("ipv4/ping_group_range", "0 0") }
    }

    @discardableResult
    private static func set(_ parameter: String, _ value: String) -> Bool {
        (try? HostFiles.write(value, to: "/proc/sys/net/" + parameter)) != nil
    }

    /// Writes the files by which programs find names.
    ///
    /// - Throws: `LabError` where `/etc` can't be written.
    static func writeNames(_ setup: HostSetup) throws(LabError) {
        var hosts = ["127.0.0.1\tlocalhost"]
        hosts += setup.hosts.map { "\($0.address)\t\($0.name)" }
        try HostFiles.write(lines(hosts), to: "/etc/hosts")
        try HostFiles.write(setup.name + "\n", to: "/etc/hostname")
        var resolver = ["nameserver 127.0.0.1"]
        if !setup.searchDomains.isEmpty {
            resolver.append("search " + setup.searchDomains.joined(separator: " "))
        }
        try HostFiles.write(lines(resolver), to: "/etc/resolv.conf")
        if HostFiles.kind(of: "/etc/nsswitch.conf") == nil {
            try HostFiles.write("hosts: files dns\n", to: "/etc/nsswitch.conf")
        }
    }

    private static func lines(_ lines: [String]) -> String {
        lines.map { $0 + "\n" }.joined()
    }
}
