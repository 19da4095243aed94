import LabImage
import LabLibvirt
import Testing

@Suite struct LibvirtOptionsTests {
    @Test func machinesRunInsideTheLabAtFirst() {
        let image = MachineImage(key: "k", kernel: "/k", initramfs: "/i", disk: "/d")
        #expect(LibvirtOptions(image: image, cacheDirectory: "/c").uri == "qemu:///embed")
    }
}
