#if Libvirt
import CLibvirt
import LabModel

extension LibvirtError {
    /// What to tell people of a connection that can't be opened, and what they can do.
    ///
    /// - Parameter uri: what was to be opened.
    public func opening(_ uri: String) -> LabError {
        if uri.hasPrefix(LibvirtOptions.embedded) { return openingEmbedded }
        do throws(LabError) {
            let place = try LibvirtURI(uri)
            if let host = place.host { return LabError(remoteAdvice(place, host)) }
            return LabError(localAdvice(place))
        } catch { return error }
    }

    /// What to tell people of something that libvirt did not do.
    ///
    /// - Parameter task: what was asked of it, such as `start host-1`.
    public func doing(_ task: String) -> LabError {
        switch code {
        case Self.number(VIR_ERR_NO_MEMORY):
            LabError("can't \(task): \(words); give the machine more memory, or hosts less")
        case Self.number(VIR_ERR_RPC), Self.number(VIR_ERR_INVALID_CONN):
            LabError("can't \(task), for libvirtd has ended: \(words); start it again")
        case Self.number(VIR_ERR_NO_SUPPORT), Self.number(VIR_ERR_OPERATION_UNSUPPORTED),
            Self.number(VIR_ERR_CONFIG_UNSUPPORTED):
            LabError(
                "can't \(task): \(words); this libvirt can't do that, lab doctor says which it is")
        default:
            LabError("can't \(task): \(words)")
        }
    }

    private var openingEmbedded: LabError {
        if isDriverMissing {
            return LabError("libvirt has no driver for QEMU here: run \(LibvirtRemedy.driver)")
        }
        return LabError(
            "libvirt's driver for QEMU does not start: \(words); lab doctor says what this machine "
                + "lacks")
    }

    // MARK: - This computer

    private func localAdvice(_ place: LibvirtURI) -> String {
        let without = "leave --uri out, which needs no daemon"
        if isDriverMissing {
            return "libvirtd has no driver for QEMU: run \(LibvirtRemedy.driver) and restart it"
        }
        if isRefusal {
            return
                "you may not use \(place): \(words); join its group with adduser YOU libvirt and "
                + "log in again, use qemu:///session, or \(without)"
        }
        if isDaemonMissing {
            return "libvirtd does not run (\(words)): start it with systemctl start libvirtd, or "
                + without
        }
        return "can't open \(place): \(words); \(without)"
    }

    // MARK: - Another computer

    private func remoteAdvice(_ place: LibvirtURI, _ host: String) -> String {
        let login = (place.user.map { "\($0)@" } ?? "") + host
        let ssh = "ssh " + (place.port.map { "-p \($0) " } ?? "") + login
        if isDriverMissing {
            return "libvirtd of \(host) has no driver for QEMU: run there \(LibvirtRemedy.driver)"
        }
        if says("Host key verification failed", "authenticity of host") {
            return "ssh does not know \(host): \(words); run \(ssh) once and say yes"
        }
        if says("Permission denied (", "Permission denied, please", "Too many authentication") {
            return "\(host) does not let you in without a question: \(words); run "
                + "ssh-copy-id \(login), or ssh-add"
        }
        if isRefusal {
            return "\(login) may not use libvirt there: \(words); run adduser "
                + "\(place.user ?? "YOU") libvirt on \(host)"
        }
        if isDaemonMissing {
            return "libvirtd does not run on \(host) (\(words)): start it there with "
                + "systemctl start libvirtd"
        }
        if says("command not found", "not found", "cannot execute binary") {
            return "there is no libvirt on \(host) (\(words)): run there \(LibvirtRemedy.daemon)"
        }
        return "can't reach \(host): \(words); \(ssh) has to work without a question"
    }

    // MARK: - What libvirt's words mean

    // Most of what matters to people has one code, VIR_ERR_SYSTEM_ERROR, so the text decides. It is in
    // English, since this process has not called setlocale(3).

    private var isDriverMissing: Bool {
        code == Self.number(VIR_ERR_NO_CONNECT) || says("no connection driver available")
    }

    private var isRefusal: Bool {
        [VIR_ERR_AUTH_FAILED, VIR_ERR_AUTH_CANCELLED, VIR_ERR_AUTH_UNAVAILABLE]
            .contains { code == Self.number($0) } || says("Permission denied", "access denied")
    }

    private var isDaemonMissing: Bool {
        says("Failed to connect socket", "could not find libvirtd", "libvirt-sock")
            && !says("ssh: connect")
    }

    private func says(_ texts: String...) -> Bool {
        texts.contains { text in
            message.indices.contains { message[$0...].hasPrefix(text) }
        }
    }

    /// libvirt's words in one line; ssh adds lines of its own.
    private var words: String {
        message.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
#endif
