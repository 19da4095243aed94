import CLinux
import Glibc
import LabModel
import LabSupervisor

extension MachineWire {
    /// Opens the lab's end of a wire in a network that it shares with others, at ports that nobody has.
    ///
    /// - Throws: `LabError` where there are no descriptors or ports left.
    static func openBesideOthers() throws(LabError) -> MachineWire {
        var ports = Ports(near: 0, far: 0)
        let descriptor = lab_relay_wire(&ports.near, &ports.far)
        guard descriptor >= 0 else {
            throw LabError(
                "can't make a wire for a machine: \(String(cString: strerror(-descriptor)))")
        }
        return MachineWire(end: .datagrams(descriptor), ports: ports)
    }
}
