import Foundation
import LabModel
import LabNetns
import LabSupervisor

/// The backend of virtual machines, as the commands meet it.
public enum LibvirtBackend {
    /// The backend's name.
    public static let name = "libvirt"

    /// Whether this lab was built with libvirt.
    public static var isBuiltIn: Bool {
        #if Libvirt
        true
        #else
        false
        #endif
    }

    /// What people do about a lab that was built without libvirt.
    public static let remedy = "this lab was built without libvirt: \(LibvirtRemedy.build)"

    /// What a lab's supervisor is told of its machines.
    ///
    /// - Throws: `LabError` where the options can't be written down.
    public static func backend(_ options: LibvirtOptions) throws(LabError) -> HostBackend {
        guard let bytes = try? JSONEncoder().encode(options) else {
            throw LabError("the options of the libvirt backend can't be written down")
        }
        return HostBackend(
            name: name, options: String(decoding: bytes, as: UTF8.self),
            sharesNetwork: options.sharesNetwork)
    }

    /// Finds out what runs the instructions of machines on this computer, where any run there.
    ///
    /// - Throws: `LabError` where QEMU is missing, saying what to do.
    public static func accelerate(_ options: inout LibvirtOptions) throws(LabError) {
        guard try LibvirtURI(options.uri).driver == .embed else { return }
        guard BoundProgram.path(of: AccelerationTrial.program) != nil else {
            throw LabError(
                "there is no \(AccelerationTrial.program) here: run \(LibvirtRemedy.driver)")
        }
        options.accelerator = Acceleration.proven(
            kernel: options.image.kernel, initramfs: options.image.initramfs,
            cacheDirectory: options.cacheDirectory)
    }

    /// Makes the maker of hosts, in the process of a lab's supervisor.
    ///
    /// - Throws: `LabError` where there is no way to libvirt, saying what to do.
    public static func maker(_ context: MakerContext) throws(LabError) -> any HostMaker {
        #if Libvirt
        guard
            let options = try? JSONDecoder().decode(
                LibvirtOptions.self, from: Data(context.options.utf8))
        else { throw LabError("this command is for lab itself; people use lab up") }
        let uri = try LibvirtURI(options.uri)
        let places = MachinePlaces(
            environment: context.environment, options: options,
            agent: options.agent ?? context.agent)
        guard uri.driver == .embed else {
            return LibvirtHostMaker(home: try places.place(uri), places: places, options: options)
        }
        let libvirt = EmbeddedLibvirt(
            environment: context.environment, cacheDirectory: options.cacheDirectory,
            sharesNetwork: options.sharesNetwork)
        return LibvirtHostMaker(
            home: try EmbeddedPlace(libvirt, options: options), places: places, options: options)
        #else
        throw LabError(remedy)
        #endif
    }
}
