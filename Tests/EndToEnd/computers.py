"""Computers that run libvirt, made of namespaces on this one: each with a daemon, and one with an ssh server."""
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

DRIVERS = "/usr/lib/x86_64-linux-gnu/libvirt/connection-driver"
NEEDED = ("libvirtd", "virsh", "qemu-system-x86_64", "sshd", "ssh", "ssh-keygen", "unshare", "nsenter")


def require():
    """Ends a suite where the machine lacks something, and says what."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    missing = [name for name in NEEDED if shutil.which(name, path=path) is None]
    if missing:
        raise unittest.SkipTest(f"not run, {', '.join(missing)} not installed (.ci/install-programs does it)")
    if not os.path.exists(f"{DRIVERS}/libvirt_driver_qemu.so"):
        raise unittest.SkipTest("not run, libvirt's driver for QEMU is not installed")
    if os.getuid() != 0:
        raise unittest.SkipTest("not run, daemons need root")

# The first process of a computer: it waits for those whose parents have ended, as libvirt expects (PR_SET_CHILD_SUBREAPER
# is 36). Where nobody does that at once, each machine that ends takes libvirt seconds.
REAPER = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
daemon = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:])
while os.wait()[0] != daemon:
    pass
"""


class Computer:
    """A daemon of libvirt's with directories of its own, and QEMU as a user that owns nothing."""

    # Nothing of this reaches the machine: all mounts are in a namespace that ends with its processes.
    SCRIPT = """
        set -e
        mount -t tmpfs tmpfs /run
        mkdir -p /run/sshd /run/libvirt /var/lib/libvirt /var/cache/libvirt /var/log/libvirt /etc/libvirt
        mount -t tmpfs tmpfs /var/lib/libvirt
        mount -t tmpfs tmpfs /var/cache/libvirt
        mount --bind "$FOLDER/log" /var/log/libvirt
        mount --bind "$FOLDER/etc" /etc/libvirt
        mount --bind "$FOLDER/passwd" /etc/passwd
        mount --bind "$FOLDER/group" /etc/group
        mount --bind "$FOLDER/drivers" "$DRIVERS"
        if [ -e /dev/kvm ]; then
            # As udev has it: where QEMU's user may not open it, libvirt asks QEMU anew for each machine.
            mknod "$FOLDER/kvm" c 10 232
            chown 0:64055 "$FOLDER/kvm"
            chmod 660 "$FOLDER/kvm"
            mount --bind "$FOLDER/kvm" /dev/kvm
        fi
        if [ -d "$FOLDER/home" ]; then
            mount --bind "$FOLDER/home" "$HOME"
            mount --bind "$FOLDER/tmp" /var/tmp
        fi
        [ -z "$OWN_NETWORK" ] || ip link set lo up
        exec python3 -c "$REAPER" /usr/sbin/libvirtd -f "$FOLDER/libvirtd.conf" -p "$FOLDER/libvirtd.pid"
    """

    def __init__(self, folder, is_other):
        """is_other: whether it has a home, a /var/tmp and a loopback of its own, as another computer has."""
        self.folder = folder
        self.socket_directory = os.path.join(folder, "socket")
        for name in ("", "log", "etc", "drivers", "socket") + (("home", "tmp") if is_other else ()):
            os.makedirs(os.path.join(folder, name), exist_ok=True)
        # QEMU's user passes through these.
        os.chmod(folder, 0o755)
        if is_other:
            os.chmod(os.path.join(folder, "tmp"), 0o1777)
        shutil.copy(f"{DRIVERS}/libvirt_driver_qemu.so", os.path.join(folder, "drivers"))
        self.add_users()
        self.write("etc/qemu.conf", 'security_driver = "none"\ncgroup_controllers = []\n'
                   'stdio_handler = "file"\nuser = "libvirt-qemu"\ngroup = "libvirt-qemu"\n')
        place = "/run/libvirt" if is_other else self.socket_directory
        self.write("libvirtd.conf", f'unix_sock_dir = "{place}"\nauth_unix_rw = "none"\n'
                   'auth_unix_ro = "none"\nunix_sock_rw_perms = "0777"\n')
        self.socket = f"{place}/libvirt-sock"
        self.servers = []
        self.daemon = self.begin(
            ["unshare", "--mount", *(["--net"] if is_other else []), "--propagation", "private", "--",
             "sh", "-c", self.SCRIPT], OWN_NETWORK="yes" if is_other else "")
        self.await_daemon()

    def add_users(self):
        for name, line in (("passwd", "libvirt-qemu:x:64055:64055::/:/usr/sbin/nologin\n"),
                           ("group", "libvirt-qemu:x:64055:\n")):
            with open(f"/etc/{name}") as file:
                text = file.read()
            self.write(name, text if "libvirt-qemu:" in text else text + line)

    def write(self, name, text, mode=0o644):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def begin(self, command, **variables):
        with open(os.path.join(self.folder, "log", "output"), "a") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env=dict(os.environ, FOLDER=self.folder, DRIVERS=DRIVERS, REAPER=REAPER, **variables))
        self.servers.append(process)
        return process

    def inside(self, *command, **options):
        """Runs a command on the computer."""
        return subprocess.run(["nsenter", "-t", str(self.daemon.pid), "-m", "-n", "--", *command],
                              capture_output=True, text=True, timeout=30, **options)

    def await_daemon(self):
        deadline = time.monotonic() + 30
        while self.daemon.poll() is None and time.monotonic() < deadline:
            if self.inside("virsh", "-c", self.uri, "version").returncode == 0:
                return
            time.sleep(0.1)
        output = self.output
        self.end()
        raise unittest.SkipTest("not run, libvirtd does not start here:\n" + output)

    @property
    def output(self):
        with open(os.path.join(self.folder, "log", "output")) as file:
            return file.read()

    @property
    def uri(self):
        return f"qemu+unix:///system?socket={self.socket}"

    def domains(self):
        """The names of its machines."""
        return self.inside("virsh", "-c", self.uri, "list", "--all", "--name").stdout.split()

    def processes(self):
        """What runs on it: everything in its mount namespace, or one made from there by libvirt."""
        own = os.readlink(f"/proc/{self.daemon.pid}/ns/mnt")
        found = []
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{name}/environ", "rb") as file:
                    is_ours = f"FOLDER={self.folder}".encode() in file.read().split(b"\0")
                if is_ours or os.readlink(f"/proc/{name}/ns/mnt") == own:
                    found.append(int(name))
            except OSError:
                continue
        return found

    def end(self):
        """Switches it off."""
        found = self.processes() if self.daemon.poll() is None else []
        for process in self.servers:
            if process.poll() is None:
                process.kill()
        for identifier in found:
            try:
                os.kill(identifier, signal.SIGKILL)
            except ProcessLookupError:
                pass
        for process in self.servers:
            process.wait(timeout=10)

    # An ssh server

    def serve_ssh(self):
        """Lets in who has the key, through a port of this machine's loopback."""
        for name in ("key", "host"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{self.folder}/{name}"],
                           check=True, timeout=30)
        os.replace(f"{self.folder}/key.pub", f"{self.folder}/authorized")
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        # The port is the machine's; who comes in by it is on the computer, with its own loopback.
        enter = self.write("enter", f"#!/bin/sh\nexec nsenter --net=/proc/{self.daemon.pid}/ns/net "
                           "-- sh -c \"$SSH_ORIGINAL_COMMAND\"\n", 0o755)
        config = self.write("sshd_config", f"""
            ListenAddress 127.0.0.1:{self.port}
            HostKey {self.folder}/host
            AuthorizedKeysFile {self.folder}/authorized
            PidFile {self.folder}/sshd.pid
            PasswordAuthentication no
            PermitRootLogin prohibit-password
            StrictModes no
            UsePAM no
            ForceCommand {enter}
        """)
        server = self.begin(["nsenter", "-t", str(self.daemon.pid), "-m", "--", "/usr/sbin/sshd", "-D", "-e",
                             "-f", config])
        deadline = time.monotonic() + 10
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            if server.poll() is not None or time.monotonic() > deadline:
                raise unittest.SkipTest("not run, sshd does not start here:\n" + self.output)
            time.sleep(0.05)
        return (f"qemu+ssh://root@127.0.0.1:{self.port}/system"
                f"?keyfile={self.folder}/key&no_verify=1")
