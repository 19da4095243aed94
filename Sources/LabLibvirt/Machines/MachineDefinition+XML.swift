extension MachineDefinition {
    /// What a guest's kernel is told; without `panic=-1` a dead guest would spin a processor, and
    /// without `rootfstype` its first file system may have half of the memory, too little for some.
    static let commandLine =
        "console=ttyS0 quiet panic=-1 net.ifnames=0 nokaslr mitigations=off no_timer_check "
        + "nowatchdog cryptomgr.notests random.trust_cpu=on audit=0 rootfstype=ramfs"

    /// The name of the port on which a machine's agent is spoken to.
    static let channelName = "lab.agent.0"
    /// The disks as libvirt names them: the image's, and the host's data.
    static let disks = ["vda", "vdb"]

    /// The channel, the disks and the balloon.
    private static let devicesBeforeInterfaces = 4

    /// How much of QEMU's translations of instructions is kept, in mebibytes; it counts as QEMU's
    /// resident memory once it is full.
    private static let translationCache = 32

    /// The machine as libvirt reads it (https://libvirt.org/formatdomain.html).
    var xml: String {
        XMLElement(
            "domain",
            [
                "type": accelerator == .kvm ? "kvm" : "qemu",
                "xmlns:qemu": "http://libvirt.org/schemas/domain/qemu/1.0",
            ],
            [
                XMLElement("name", text: name), XMLElement("uuid", text: identity),
                XMLElement("title", text: "\(owner.host) of the lab '\(owner.environment)'"),
                XMLElement("metadata", [owner.element]),
                XMLElement("memory", ["unit": "KiB"], text: "\(max(memory, 1 << 20) / 1024)"),
                XMLElement("vcpu", text: "\(processors)"), boot, features, processor,
                XMLElement("clock", ["offset": "utc"]),
                // A guest that ends is a host without power, however it comes to that.
                XMLElement("on_poweroff", text: "destroy"),
                XMLElement("on_reboot", text: "destroy"), XMLElement("on_crash", text: "destroy"),
                XMLElement("devices", devices), capabilities,
            ]
        ).rendered() + "\n"
    }

    private var boot: XMLElement {
        XMLElement(
            "os",
            [
                XMLElement("type", ["arch": "x86_64", "machine": "q35"], text: "hvm"),
                XMLElement("kernel", text: image.kernel),
                XMLElement("initrd", text: image.initramfs),
                XMLElement("cmdline", text: Self.commandLine + clock),
            ])
    }

    /// What a guest's kernel tells the time by. What it measured itself would be wrong by factors where
    /// it has to wait for a processor meanwhile, as it does beside others.
    private var clock: String {
        if accelerator == .kvm { return "" }
        guard let timestampRate else { return " clocksource=hpet" }
        return " tsc=reliable tsc_early_khz=\(timestampRate)"
    }

    private var features: XMLElement {
        let cache = XMLElement("tb-cache", ["unit": "MiB"], text: "\(Self.translationCache)")
        return XMLElement(
            "features",
            [XMLElement("acpi")]
                + (accelerator == .tcg ? [XMLElement("tcg", [cache])] : []))
    }

    private var processor: XMLElement {
        if accelerator == .kvm { return XMLElement("cpu", ["mode": "host-passthrough"]) }
        // More features than these cost a translated guest half a second of its boot.
        return XMLElement(
            "cpu", ["mode": "custom", "match": "exact"],
            [
                XMLElement("model", ["fallback": "allow"], text: "qemu64"),
                // Without it a guest works for a second to find randomness.
                XMLElement("feature", ["policy": "require", "name": "rdrand"]),
            ])
    }

    /// Without this ability of QEMU's libvirt asks for the processor's features in one question, and with
    /// it in one for each property, which QEMU reads byte by byte whenever a machine starts
    /// (https://libvirt.org/drvqemu.html, "QEMU feature configuration for testing").
    private var capabilities: XMLElement {
        XMLElement(
            "qemu:capabilities",
            [XMLElement("qemu:del", ["capability": "cpu-unavailable-features"])])
    }

    private var devices: [XMLElement] {
        let console = XMLElement(
            "serial", ["type": "file"],
            [
                XMLElement("source", ["path": files.console, "append": "off"]),
                XMLElement("target", ["type": "isa-serial", "port": "0"]),
            ])
        let channel = XMLElement(
            "channel", ["type": "unix"],
            [
                XMLElement(
                    "source",
                    ["mode": files.isChannelOurs ? "connect" : "bind", "path": files.channel]),
                XMLElement("target", ["type": "virtio", "name": Self.channelName]),
            ])
        return [
            XMLElement("controller", ["type": "usb", "model": "none"]),
            // What a guest frees is the computer's again, and is not saved.
            XMLElement(
                "memballoon", ["model": "virtio", "freePageReporting": "on"], Self.address(of: 3)),
            console,
            XMLElement(
                "controller", ["type": "virtio-serial", "index": "0"], Self.address(of: 0)),
            channel,
            disk(
                Self.disks[0], image.disk, format: image.diskFormat, serial: "lab-image",
                [XMLElement("readonly"), XMLElement("shareable")] + Self.address(of: 1)),
            // The page cache of the machine is disk enough: it outlives QEMU.
            disk(
                Self.disks[1], files.data, format: "raw", cache: "unsafe", serial: "lab-data",
                Self.address(of: 2)),
        ]
            + interfaces.enumerated().map { place, interface in
                interface.element(at: place + Self.devicesBeforeInterfaces)
            }
    }

    /// Where a device is on the first bus; a bus for each, as libvirt would have it, costs a guest
    /// memory and time when it boots.
    ///
    /// - Returns: nothing for a device that has no room there (slots 0 to 31 of PCI; the machine has
    ///   some of them).
    fileprivate static func address(of device: Int) -> [XMLElement] {
        guard device < 24 else { return [] }
        return [
            XMLElement(
                "address", ["type": "pci", "bus": "0x00", "slot": "\(device + 4)"])
        ]
    }

    private func disk(
        _ target: String, _ path: String, format: String, cache: String = "writeback",
        serial: String, _ properties: [XMLElement] = []
    ) -> XMLElement {
        XMLElement(
            "disk", ["type": "file", "device": "disk"],
            [
                XMLElement(
                    "driver",
                    ["name": "qemu", "type": format, "cache": cache, "discard": "unmap"]),
                XMLElement("source", ["file": path]),
                XMLElement("target", ["dev": target, "bus": "virtio"]),
                XMLElement("serial", text: serial),
            ] + properties)
    }
}

extension MachineDefinition {
    /// One of the machine's network devices as libvirt reads it, alone.
    func xml(ofInterface place: Int, isPlugged: Bool) -> String {
        var interface = interfaces[place]
        interface.isPlugged = isPlugged
        return interface.element(at: place + Self.devicesBeforeInterfaces).rendered()
    }
}

extension MachineDefinition.Interface {
    /// The device as libvirt reads it, alone or in its machine.
    ///
    /// - Parameter place: its number among the machine's devices on the first bus.
    fileprivate func element(at place: Int) -> XMLElement {
        let address = hardwareAddress.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        return XMLElement(
            "interface", ["type": "udp"],
            [
                XMLElement("mac", ["address": address.joined(separator: ":")]),
                XMLElement(
                    "source", ["address": "127.0.0.1", "port": "\(wire.near)"],
                    [XMLElement("local", ["address": "127.0.0.1", "port": "\(wire.far)"])]),
                XMLElement("model", ["type": "virtio"]),
                XMLElement("link", ["state": isPlugged ? "up" : "down"]),
            ] + MachineDefinition.address(of: place))
    }
}
