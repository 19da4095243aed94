import LabPrograms

extension Asking {
    /// The cluster that the recorded answers come from: three servers, one client, and thirty
    /// nodes that were registered by hand.
    static var production: Asking {
        var asking = Asking()
        asking.datacenter = "production"
        asking.catalog = .production
        return asking
    }
}

extension FakeCatalog {
    fileprivate static var production: FakeCatalog {
        var catalog = FakeCatalog()
        for number in 1...4 { catalog.agent("host-\(number)", "192.168.50.10\(number)") }
        for number in 1...3 { catalog.service("consul", on: "host-\(number)", port: 8300) }
        catalog.service("web", on: "host-1", port: 8001, tags: ["v1"])
        catalog.service("web", on: "host-2", port: 8002, tags: ["v2"])
        catalog.addServicesOfHost4()
        for number in 0..<30 {
            let name = "ext-" + (number < 10 ? "0" : "") + "\(number)"
            catalog.node(name, "10.77.0.\(number + 1)")
            catalog.service("many", on: name, port: 9000 + UInt16(number))
            if number < 3 { catalog.service("three", on: name, port: 80) }
        }
        return catalog
    }

    private mutating func addServicesOfHost4() {
        service("simple", on: "host-4", port: 32_769)
        service("simple", on: "host-4", port: 32_768, address: "192.168.50.104")
        service("six", on: "host-4", port: 6006, address: "fd50::104")
        service("cn", on: "host-4", port: 6007, address: "backend.example.com")
        service("noport", on: "host-4")
        service("UPPER", on: "host-4", port: 9, tags: ["TAG1"])
        service("under_score", on: "host-4", port: 10)
        service("dotted", on: "host-4", port: 11, tags: ["a.b"])
        service("weighted", on: "host-4", port: 1)
        services[services.count - 1].passingWeight = 5
        services[services.count - 1].warningWeight = 2
        check(.warning, on: "host-4", serviceID: "weighted-1")
        service("crit", on: "host-4", port: 2)
        check(.critical, on: "host-4", serviceID: "crit-2")
    }
}
