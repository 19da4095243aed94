import LabLibvirt
import Testing

/// What is left of machines in a lab that was built without libvirt.
@Suite struct WithoutLibvirtTests {
    @Test(
        .disabled(
            if: !LibvirtBackend.isBuiltIn,
            "not run: built without libvirt; install libvirt-dev, and run swift test --traits Libvirt"
        ))
    func theTestsOfConnectionsDomainsAndEventsAreThere() {
        #expect(LibvirtBackend.isBuiltIn)
    }

    @Test func theDoctorSaysWhetherItIsBuiltIn() {
        let finding = LibvirtDoctor.examine(netns: []).first
        #expect(finding?.what == "built with libvirt")
        #expect(finding?.isFine == LibvirtBackend.isBuiltIn)
    }
}
