import LabModel
import LabNetns
import LabSupervisor

/// The backend of virtual machines, as the commands meet it.
public enum LibvirtBackend {
    /// Whether this lab was built with libvirt.
    public static var isBuiltIn: Bool {
        #if Libvirt
        true
        #else
        false
        #endif
    }

    /// Makes the maker of hosts, in the process of a lab's supervisor.
    ///
    /// - Throws: `LabError` where there is no way to libvirt, saying what to do.
    public static func maker(_ context: MakerContext) throws(LabError) -> any HostMaker {
        throw LabError("this lab has no virtual machines yet")
    }
}
