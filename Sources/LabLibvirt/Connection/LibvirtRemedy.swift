/// What people run so that there is a libvirt which can make machines, on Debian and what comes of it.
enum LibvirtRemedy {
    /// Without the recommended packages, which would bring an init system and a desktop's tools.
    static let driver =
        "apt-get install --no-install-recommends libvirt-daemon libvirt-daemon-driver-qemu "
        + "qemu-system-x86"
    /// With a daemon that is started by itself.
    static let daemon = "apt-get install libvirt-daemon-system qemu-system-x86"
    /// For a lab that was built without; what the manifest found is cached.
    static let build =
        "apt-get install libvirt-dev, and build again with swift package purge-cache && swift "
        + "build, or with swift build --traits Libvirt"
}
