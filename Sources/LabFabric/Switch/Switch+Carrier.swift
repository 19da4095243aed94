extension Switch {
    /// The devices whose carrier is not what the model says, which then counts as told.
    mutating func takeCarrierChanges() -> [(descriptor: Int32, isOn: Bool)] {
        var changes: [(descriptor: Int32, isOn: Bool)] = []
        for port in ports.indices where ports[port].isAttached {
            let isOn = model.hasCarrier(port: port)
            // What a socket stands for is told by those who made it.
            if ports[port].hasCarrier != isOn && !ports[port].isDatagrams {
                changes.append((ports[port].descriptor, isOn))
            }
            ports[port].hasCarrier = isOn
        }
        return changes
    }
}
