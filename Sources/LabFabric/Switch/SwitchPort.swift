import LabNetwork

/// A host's port as the switch works with it.
struct SwitchPort {
    var host = 0
    var network = 0
    var address = IPv4Address.any
    /// The host's TAP or socket; negative while the host is off.
    var descriptor: Int32 = -1
    /// Whether that is a socket whose datagrams are frames without an offload header.
    var isDatagrams = false
    /// Whether the TAP was told that its cable is plugged in.
    var hasCarrier = true
    /// How many captures watch the port.
    var watchers = 0
    var counters = PortCounters()

    var isAttached: Bool { descriptor >= 0 }

    var status: PortStatus {
        PortStatus(
            host: host, network: network, address: address, isAttached: isAttached,
            counters: counters)
    }
}
