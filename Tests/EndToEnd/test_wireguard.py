"""Frames between computers through WireGuard, in a virtual machine of the lab's whose kernel has it."""
import glob
import os
import re
import unittest

import test_machines
from lab import LAB, needs

AGENT = os.path.join(os.path.dirname(LAB), "lab-agent")
BENCHMARK = os.path.join(os.path.dirname(LAB), "relay-benchmark")
TOPOLOGY = """name: tunnel
networks: {lan: {subnet: 10.9.0.0/24}}
hosts: {host-1: {run: [tools], memory: 256MiB}}
components: {tools: {role: custom, use: ./tools.yaml}}
"""
TOOLS = """component: tools
role: custom
command: [sleep, infinity]
data: /var/lib/tools
requires: [cat, chmod, env, insmod, ip, ls, sh, sleep, wg]
"""
# Two computers, each with a network of its own, and a cable between them.
COMPUTERS = """
set -e
ip netns add other
ip link add near type veth peer name far netns other
ip address add 10.99.0.1/24 dev near
ip -n other address add 10.99.0.2/24 dev far
ip link set near up
ip -n other link set far up
ip -n other link set lo up
"""
# As ssh says where somebody came from.
OTHER = ["ip", "netns", "exec", "other"]
CONNECTION = "SSH_CONNECTION=10.99.0.1 50000 10.99.0.2 22"


def setUpModule():
    test_machines.setUpModule()


def modules(names):
    """The files of a kernel's modules, each after those that it needs."""
    kernels = sorted(glob.glob(os.path.join(test_machines.CACHE, "lab/kernels/*/lib/modules/*")))
    files = {os.path.basename(path)[:-3].replace("-", "_"): path
             for path in glob.glob(kernels[-1] + "/**/*.ko", recursive=True)}
    found = []

    def add(name):
        path = files.get(name.replace("-", "_"))
        if path is None or path in found:
            return
        with open(path, "rb") as file:
            needed = re.search(rb"(?:^|\0)depends=([^\0]*)\0", file.read())
        for other in filter(None, needed[1].decode().split(",") if needed else []):
            add(other)
        found.append(path)

    for name in names:
        add(name)
    return found


class Tunnel(test_machines.MachineTest):
    def put(self, source, path):
        """Writes a file of this machine's into the host."""
        with open(source, "rb") as file:
            done = self.exec("host-1", "sh", "-c", f"cat > {path} && chmod 755 {path}", stdin=file)
        self.assertEqual(done.code, 0, done)

    @needs("wg", "ip", "insmod")
    def test_frames_travel_encrypted_and_nothing_stays(self):
        self.assertTrue(os.path.exists(BENCHMARK), "build it: .ci/build-agent relay-benchmark")
        self.write("tools.yaml", TOOLS)
        self.up(self.write("tunnel.yaml", TOPOLOGY), "--cold")
        for module in modules(["veth", "wireguard"]):
            self.put(module, "/tmp/module.ko")
            self.shell("host-1", "insmod /tmp/module.ko")
        self.put(AGENT, "/tmp/lab-agent")
        self.put(BENCHMARK, "/tmp/relay-benchmark")
        self.shell("host-1", COMPUTERS)
        command = ["env", CONNECTION, "/tmp/relay-benchmark", "/tmp/lab-agent", *OTHER]
        done = self.exec("host-1", *command, within=120)
        print("\n" + done.text, flush=True)
        self.assertEqual(done.code, 0, done)
        # The interfaces went with the processes that had them.
        for place in ([], ["-n", "other"]):
            links = self.shell("host-1", " ".join(["ip", *place, "link", "show", "type", "wireguard"]))
            self.assertEqual(links, "")


if __name__ == "__main__":
    unittest.main()
