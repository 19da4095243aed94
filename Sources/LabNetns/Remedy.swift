import Glibc

/// What people do so that the machine lets them have a lab.
enum Remedy {
    /// For a machine that makes no user namespaces, by the settings that are known to forbid it.
    static func userNamespaces(_ error: Int32) -> String {
        if setting("/proc/sys/kernel/unprivileged_userns_clone") == "0" {
            return "run sysctl -w kernel.unprivileged_userns_clone=1 as root"
        }
        if setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1" {
            return appArmor
        }
        if setting("/proc/sys/user/max_user_namespaces") == "0" || error == ENOSPC {
            return "run sysctl -w user.max_user_namespaces=10000 as root"
        }
        if error == EINVAL || error == ENOSYS {
            return "use a kernel with CONFIG_USER_NS, CONFIG_PID_NS and CONFIG_NET_NS"
        }
        return "in a container, start it with --privileged, or with --security-opt "
            + "seccomp=unconfined and --cap-add SYS_ADMIN"
    }

    /// For user namespaces that have no power.
    static var mounts: String {
        if setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1" {
            return appArmor
        }
        return "in a container, start it with --privileged, or with --security-opt "
            + "apparmor=unconfined and --security-opt seccomp=unconfined"
    }

    /// For containers whose /proc is partly hidden.
    static let proc =
        "in a container, start it with --privileged, or with --security-opt "
        + "systempaths=unconfined"

    /// For a machine without TUN/TAP, or one that keeps it from users.
    static func tun(_ error: Int32) -> String {
        switch error {
        case ENOENT, ENXIO, ENODEV:
            "run modprobe tun as root; in a container, start it with --device /dev/net/tun"
        case EACCES, EPERM:
            "run chmod 0666 /dev/net/tun as root (lasting: a rule of udev, KERNEL==\"tun\", "
                + "MODE=\"0666\"); in a container, start it with --device /dev/net/tun"
        default: "use a kernel with CONFIG_TUN"
        }
    }

    /// For a kernel whose TAP devices can't do what is needed.
    static let tap = "use a kernel with TUN/TAP devices from 5.0 on (TUNSETCARRIER)"

    /// For a kernel that overlays nothing in user namespaces.
    static let overlay =
        "use a kernel from 5.11 on with CONFIG_OVERLAY_FS, or run "
        + "modprobe overlay as root"

    private static let appArmor =
        "run sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 as "
        + "root, or give lab and lab-agent an AppArmor profile with \"userns,\""

    private static func setting(_ path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        let character = fgetc(file)
        let next = fgetc(file)
        guard character >= 0, next < 0 || next == 10 else { return nil }
        return String(UnicodeScalar(UInt8(truncatingIfNeeded: character)))
    }
}
