#if Libvirt
import LabImage
import LabModel

/// Where machines run: a connection to libvirt, and the ways from there to this process.
protocol MachinePlace: Sendable {
    /// The way to libvirt.
    var connection: LibvirtConnection { get }
    /// What runs the machines' instructions.
    var accelerator: Accelerator { get }
    /// How fast the counter is by which guests in software tell the time, in kHz; `nil` where that is
    /// not known.
    var timestampRate: Int? { get }
    /// What the machines start from, as their computer has it.
    var image: MachineImage { get }
    /// How domains start.
    var creation: LibvirtCreationFlags { get }

    /// What the domain of a host is called, which must be unique in the connection.
    func name(of host: String) -> String
    /// Whose a host is, as the domain's metadata say.
    func owner(of host: String) -> MachineOwner
    /// The files of a host, their directory made.
    ///
    /// - Throws: `LabError` where there is no room for them.
    func files(of host: String) throws(LabError) -> MachineFiles
    /// Makes the disk for a host's data, unless it is there.
    ///
    /// - Parameters:
    ///   - size: in bytes; for a new one only.
    ///   - source: a disk of this computer that it begins as; `nil` for an empty one.
    /// - Throws: `LabError` where there is no room for it.
    func makeData(of host: String, size: Int64, from source: String?) throws(LabError)
    /// Removes the disk of a host's data, where it has one.
    func removeData(of host: String)
    /// Opens the lab's end of a wire.
    ///
    /// - Throws: `LabError` where that can't be.
    func openWire() throws(LabError) -> MachineWire
    /// Connects to the channel of a machine that runs.
    ///
    /// - Returns: a descriptor, which the caller owns.
    /// - Throws: `LabError` where nobody listens there.
    func openChannel(of host: String) throws(LabError) -> Int32
    /// The last lines that a host's console has shown, for people.
    func consoleTail(of host: String) -> String
}

extension MachinePlace {
    /// Not known, as on another computer.
    var timestampRate: Int? { nil }
}
#endif
