/// What every disk has beside the programs that are asked for, where this machine has it.
enum BaseSystem {
    /// The programs that people and scripts expect on any host.
    static let programs = [
        "sh", "bash", "ls", "cat", "cp", "mv", "rm", "ln", "mkdir", "rmdir", "mktemp", "touch",
        "chmod", "chown", "stat", "readlink", "realpath", "basename", "dirname", "find", "xargs",
        "tail", "head", "tee", "wc", "sort", "uniq", "cut", "tr", "dd", "sync", "truncate", "seq",
        "echo", "printf", "test", "expr", "true", "false", "sleep", "timeout", "date", "env",
        "grep", "sed", "awk", "diff", "cmp", "od", "md5sum", "sha256sum", "base64", "tar", "gzip",
        "id", "whoami", "uname", "hostname", "nproc", "uptime", "free", "df", "du", "mount",
        "umount", "dmesg", "ps", "top", "kill", "pgrep", "pkill", "nohup", "setsid", "stty", "tty",
        "clear", "less", "ip", "ss", "ping", "curl", "wget", "dig", "host", "getent", "nc",
        "tcpdump", "traceroute", "strace", "which", "vi",
    ]

    /// Files that programs read without being told to; whole where it is a directory.
    static let files = [
        "/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/services", "/etc/protocols",
        "/etc/host.conf", "/etc/gai.conf", "/etc/os-release", "/etc/debian_version",
        "/etc/localtime", "/etc/profile", "/etc/bash.bashrc", "/etc/inputrc", "/etc/shells",
        "/etc/alternatives/awk", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/iproute2",
        "/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/usr/lib/ssl", "/usr/lib/locale/C.utf8",
        "/lib/terminfo/d/dumb", "/lib/terminfo/l/linux", "/lib/terminfo/v/vt100",
        "/lib/terminfo/v/vt220", "/lib/terminfo/x/xterm", "/lib/terminfo/x/xterm-256color",
        "/lib/terminfo/s/screen", "/lib/terminfo/s/screen-256color", "/lib/terminfo/t/tmux",
        "/usr/share/terminfo/x/xterm", "/usr/share/terminfo/x/xterm-256color",
        "/usr/share/terminfo/l/linux",
    ]

    /// Libraries that programs open by name while they run: name service, and ends of threads.
    static let libraries = ["libnss_files.so.2", "libnss_dns.so.2", "libgcc_s.so.1"]

    /// Directories to mount on and to write in, each with its permissions.
    static let directories: [(path: String, mode: UInt32)] = [
        ("/dev", 0o755), ("/proc", 0o755), ("/sys", 0o755), ("/run", 0o755), ("/tmp", 0o1777),
        ("/root", 0o700), ("/home", 0o755), ("/lab", 0o755), ("/mnt", 0o755), ("/media", 0o755),
        ("/opt", 0o755), ("/srv", 0o755), ("/etc", 0o755), ("/var/lib", 0o755),
        ("/var/log", 0o755), ("/var/cache", 0o755), ("/var/spool", 0o755), ("/var/tmp", 0o1777),
    ]

    /// Files over which a host puts its own.
    static let emptyFiles = ["/etc/hosts", "/etc/hostname", "/etc/resolv.conf"]
}
