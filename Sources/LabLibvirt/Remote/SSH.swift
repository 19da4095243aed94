import LabModel

/// How ssh is called; as libvirt does it for the same URI, so that one key opens both ways.
enum SSH {
    /// The command, but for what is to run there.
    static func command(to uri: LibvirtURI) -> [String] {
        var words = [
            "ssh", "-T", "-e", "none", "-o", "BatchMode=yes", "-o", "ConnectTimeout=20",
            // A computer that is gone is noticed after a quarter of a minute.
            "-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3",
        ]
        if let port = uri.port { words += ["-p", "\(port)"] }
        if let user = uri.user { words += ["-l", user] }
        if let key = uri["keyfile"] { words += ["-i", key] }
        if let word = uri["no_verify"], word != "0" {
            words += ["-o", "StrictHostKeyChecking=no"]
        }
        return words + ["--", uri.host ?? "localhost"]
    }

    /// What to do about what ssh said.
    static func refusal(_ uri: LibvirtURI, _ words: String) -> LabError {
        let host = uri.host ?? "localhost"
        let target = (uri.user.map { $0 + "@" } ?? "") + host
        let port = uri.port.map { "-p \($0) " } ?? ""
        let said = words.isEmpty ? "ssh says nothing" : words
        let remedy =
            if words.contains("Permission denied") {
                "let it in without a password, with ssh-copy-id \(port)\(target) or a keyfile= in "
                    + "the URI"
            } else if words.contains("Host key verification failed") {
                "run ssh \(port)\(target) once by hand and accept its key, or add no_verify=1 to "
                    + "the URI"
            } else if words.contains("exec") || words.contains("cannot execute")
                || words.contains("shared librar")
            {
                "set LAB_AGENT to a lab-agent that is linked statically, as releases have it"
            } else {
                "try ssh \(port)\(target) true by hand, until it asks for nothing"
            }
        return LabError("can't reach \(host): \(said); \(remedy)")
    }
}
