import CLinux
import Glibc
import LabModel

/// Finds out by trying whether labs of network namespaces work here.
public enum NetnsDoctor {
    /// Something that was tried.
    public struct Finding: Hashable, Sendable {
        /// What a lab needs, or would use.
        public var what: String
        /// Whether it works.
        public var isFine: Bool
        /// Whether labs work without it, though not as well.
        public var isOptional: Bool
        /// What was found, where that is more than that it works.
        public var detail: String
        /// What to do about it; empty where it works.
        public var remedy: String

        /// Makes a value.
        public init(
            what: String, isFine: Bool, isOptional: Bool, detail: String, remedy: String
        ) {
            self.what = what
            self.isFine = isFine
            self.isOptional = isOptional
            self.detail = detail
            self.remedy = remedy
        }
    }

    /// Tries everything in processes that end at once; nothing of the machine is changed.
    public static func examine() -> [Finding] {
        var errors = [Int32](repeating: -1, count: Int(LAB_TRIAL_COUNT.rawValue))
        let result = lab_try_machine(&errors)
        guard result == 0 else {
            return [
                finding(
                    "a process to try with", -result, "end some processes: \(Failure.text(-result))"
                )
            ]
        }
        return trials(errors) + [limits()]
    }

    /// Whether labs work here.
    public static func allFine(_ findings: [Finding]) -> Bool {
        findings.allSatisfy { $0.isFine || $0.isOptional }
    }

    static func trials(_ errors: [Int32]) -> [Finding] {
        func error(_ trial: lab_trial) -> Int32 { errors[Int(trial.rawValue)] }
        var users = finding(
            "user namespaces", error(LAB_TRIAL_USER_NAMESPACE),
            Remedy.userNamespaces(error(LAB_TRIAL_USER_NAMESPACE)))
        // Root makes the other namespaces without one.
        users.isOptional = geteuid() == 0
        var findings = [users]
        if error(LAB_TRIAL_USER_MAP) > 0 {
            findings.append(
                finding("users in them", error(LAB_TRIAL_USER_MAP), Remedy.userNamespaces(EPERM)))
        }
        let namespaces = error(LAB_TRIAL_NAMESPACES)
        findings.append(
            finding(
                "process, mount, network, IPC and UTS namespaces", namespaces,
                users.isFine ? Remedy.mounts : "needs user namespaces, or root"))
        findings.append(finding("mounts of its own", error(LAB_TRIAL_MOUNT), Remedy.mounts))
        findings.append(finding("a /proc of its own", error(LAB_TRIAL_PROC), Remedy.proc))
        findings.append(
            finding("/dev/net/tun", error(LAB_TRIAL_TUN), Remedy.tun(error(LAB_TRIAL_TUN))))
        findings.append(finding("TAP devices", error(LAB_TRIAL_TAP), Remedy.tap))
        findings.append(
            finding("overlays, for /etc and /var", error(LAB_TRIAL_OVERLAY), Remedy.overlay))
        return findings
    }

    private static func finding(_ what: String, _ error: Int32, _ remedy: String) -> Finding {
        let isFine = error == 0
        return Finding(
            what: what, isFine: isFine, isOptional: false,
            detail: isFine ? "" : error < 0 ? "could not be tried" : Failure.text(error),
            remedy: isFine ? "" : error < 0 ? "see to the others first" : remedy)
    }

    /// What limits on processors, memory and processes are kept by.
    private static func limits() -> Finding {
        var limits = lab_limits()
        lab_limits_open(&limits, "doctor", nil)
        let text = withUnsafeBytes(of: &limits.text) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let isFine = !text.hasPrefix("none")
        return Finding(
            what: "limits on processors, memory and processes", isFine: isFine, isOptional: true,
            detail: text,
            remedy: isFine
                ? ""
                : "run lab as root, or under systemd-run --user --scope -p Delegate=yes lab …")
    }
}
