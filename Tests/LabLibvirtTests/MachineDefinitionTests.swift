import LabImage
import LabModel
import LabNetwork
import Testing

@testable import LabLibvirt

@Suite("Machines as libvirt is told of them")
struct MachineDefinitionTests {
    private let image = MachineImage(
        key: "k", kernel: "/c/vmlinuz", initramfs: "/c/initramfs", disk: "/c/image.ext4")

    private func host(
        memory: Int64? = nil, cpus: Double? = nil, run: [String] = []
    ) -> HostDefinition {
        HostDefinition(
            name: "host-1",
            attachments: [
                .init(network: "lan", address: IPv4Address(192, 168, 50, 101)),
                .init(network: "back", address: IPv4Address(10, 0, 0, 1)),
            ], run: run, cpus: cpus, memory: memory)
    }

    private func machine(
        of host: HostDefinition, in topology: Topology? = nil, accelerator: Accelerator = .tcg
    ) -> MachineDefinition {
        var machine = MachineDefinition(
            of: host, in: topology, name: host.name,
            owner: MachineOwner(environment: "default", host: host.name),
            accelerator: accelerator, timestampRate: 2_596_142, image: image,
            files: MachineFiles(
                data: "/s/host-1/data", console: "/s/host-1.console", channel: "/r/host-1.agent"))
        machine.interfaces = host.attachments.enumerated().map { place, attachment in
            .init(
                hardwareAddress: MachineDefinition.hardwareAddress(of: attachment),
                wire: .init(near: 40_001 + UInt16(place), far: 10_001 + UInt16(place)))
        }
        return machine
    }

    @Test("a machine in software, word by word")
    func golden() {
        #expect(machine(of: host()).xml == Self.golden)
    }

    @Test("the processor itself runs a machine where it can")
    func accelerated() {
        let xml = machine(of: host(), accelerator: .kvm).xml
        #expect(xml.contains("<domain type='kvm' "))
        #expect(xml.contains("<cpu mode='host-passthrough'/>"))
        #expect(!xml.contains("tb-cache"))
    }

    @Test("a guest that is not told how fast its counter is tells the time by another")
    func unknownCounter() {
        var machine = machine(of: host())
        machine.timestampRate = nil
        #expect(machine.xml.contains(" clocksource=hpet</cmdline>"))
    }

    @Test("a device that has no room on the first bus is left to libvirt")
    func manyInterfaces() {
        var machine = machine(of: host())
        machine.interfaces = (0..<25).map {
            .init(hardwareAddress: [2, 0, 0, 0, 0, $0], wire: .init(near: 1, far: 2))
        }
        let slots = machine.xml.split(separator: "\n").filter { $0.contains("<address type='pci'") }
        #expect(slots.count == 24)
        #expect(slots.last == "      <address type='pci' bus='0x00' slot='27'/>")
    }

    @Test("the drawing's limits are the machine's")
    func limits() {
        let machine = machine(of: host(memory: 300 << 20, cpus: 1.5))
        #expect(machine.memory == 300 << 20)
        #expect(machine.processors == 2)
        #expect(machine.xml.contains("<memory unit='KiB'>307200</memory>"))
    }

    @Test("real programs get twice the memory of built-in ones")
    func usualMemory() {
        let components = [
            ComponentDefinition(name: "own", role: .custom),
            ComponentDefinition(
                name: "real", role: .custom, use: "consul",
                program: ComponentProgram(name: "consul", command: ["consul"])),
        ]
        let topology = Topology(name: "t", networks: [], hosts: [], components: components)
        #expect(machine(of: host(run: ["own"]), in: topology).memory == 120 << 20)
        #expect(machine(of: host(run: ["own", "real"]), in: topology).memory == 256 << 20)
    }

    @Test("what a user names does not become XML")
    func escaping() {
        var machine = machine(of: host())
        machine.files.data = "/s/<a> & 'b' \"c\"\n"
        machine.owner.environment = "]]><x/>"
        #expect(machine.xml.contains("file='/s/&lt;a&gt; &amp; &apos;b&apos; &quot;c&quot;&#10;'"))
        #expect(machine.xml.contains("of the lab &apos;]]&gt;&lt;x/&gt;&apos;</title>"))
        #expect(!machine.xml.contains("<x/>"))
    }

    @Test("an identity is a UUID, the same in every process and another for every name")
    func identity() {
        #expect(MachineDefinition.identity(of: "host-1") == "ba370488-fc3f-8be3-8aa1-64fc271d5da3")
        #expect(
            MachineDefinition.identity(of: "host-2") != MachineDefinition.identity(of: "host-1"))
    }

    @Test("an unplugged wire is a link that is down")
    func unplugged() {
        let xml = machine(of: host()).xml(ofInterface: 1, isPlugged: false)
        #expect(xml.contains("<link state='down'/>"))
        #expect(xml.contains("<mac address='02:00:0a:00:00:01'/>"))
        // libvirt tells devices apart by their addresses.
        #expect(xml.contains("<address type='pci' bus='0x00' slot='9'/>"))
    }

    private static let golden = """
        <domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
          <name>host-1</name>
          <uuid>ba370488-fc3f-8be3-8aa1-64fc271d5da3</uuid>
          <title>host-1 of the lab &apos;default&apos;</title>
          <metadata>
            <lab:host xmlns:lab='urn:lab:machine' environment='default' name='host-1' mark=''/>
          </metadata>
          <memory unit='KiB'>122880</memory>
          <vcpu>1</vcpu>
          <os>
            <type arch='x86_64' machine='q35'>hvm</type>
            <kernel>/c/vmlinuz</kernel>
            <initrd>/c/initramfs</initrd>
            <cmdline>console=ttyS0 quiet panic=-1 net.ifnames=0 nokaslr mitigations=off no_timer_check nowatchdog cryptomgr.notests random.trust_cpu=on audit=0 rootfstype=ramfs tsc=reliable tsc_early_khz=2596142</cmdline>
          </os>
          <features>
            <acpi/>
            <tcg>
              <tb-cache unit='MiB'>32</tb-cache>
            </tcg>
          </features>
          <cpu mode='custom' match='exact'>
            <model fallback='allow'>qemu64</model>
            <feature policy='require' name='rdrand'/>
          </cpu>
          <clock offset='utc'/>
          <on_poweroff>destroy</on_poweroff>
          <on_reboot>destroy</on_reboot>
          <on_crash>destroy</on_crash>
          <devices>
            <controller type='usb' model='none'/>
            <memballoon model='virtio' freePageReporting='on'>
              <address type='pci' bus='0x00' slot='7'/>
            </memballoon>
            <serial type='file'>
              <source path='/s/host-1.console' append='off'/>
              <target type='isa-serial' port='0'/>
            </serial>
            <controller type='virtio-serial' index='0'>
              <address type='pci' bus='0x00' slot='4'/>
            </controller>
            <channel type='unix'>
              <source mode='bind' path='/r/host-1.agent'/>
              <target type='virtio' name='lab.agent.0'/>
            </channel>
            <disk type='file' device='disk'>
              <driver name='qemu' type='raw' cache='writeback' discard='unmap'/>
              <source file='/c/image.ext4'/>
              <target dev='vda' bus='virtio'/>
              <serial>lab-image</serial>
              <readonly/>
              <shareable/>
              <address type='pci' bus='0x00' slot='5'/>
            </disk>
            <disk type='file' device='disk'>
              <driver name='qemu' type='raw' cache='unsafe' discard='unmap'/>
              <source file='/s/host-1/data'/>
              <target dev='vdb' bus='virtio'/>
              <serial>lab-data</serial>
              <address type='pci' bus='0x00' slot='6'/>
            </disk>
            <interface type='udp'>
              <mac address='02:00:c0:a8:32:65'/>
              <source address='127.0.0.1' port='40001'>
                <local address='127.0.0.1' port='10001'/>
              </source>
              <model type='virtio'/>
              <link state='up'/>
              <address type='pci' bus='0x00' slot='8'/>
            </interface>
            <interface type='udp'>
              <mac address='02:00:0a:00:00:01'/>
              <source address='127.0.0.1' port='40002'>
                <local address='127.0.0.1' port='10002'/>
              </source>
              <model type='virtio'/>
              <link state='up'/>
              <address type='pci' bus='0x00' slot='9'/>
            </interface>
          </devices>
          <qemu:capabilities>
            <qemu:del capability='cpu-unavailable-features'/>
          </qemu:capabilities>
        </domain>

        """
}
