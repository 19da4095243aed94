"""A lab whose machines run on two computers, which daemons of libvirt's keep; the second is behind ssh."""
import concurrent.futures
import json
import os
import shutil
import signal
import tempfile
import time

import computers
from lab import LabTest

DRAWING = """
networks: {lan: {subnet: 10.60.0.0/24}}
groups: {far: {on: "%s"}}
hosts:
  near-1: {run: [discovery]}
  far-1: {group: far, run: [discovery]}
  far-2: {group: far, run: [discovery]}
components:
  discovery: {role: discovery, use: builtin, servers: [near-1, far-1, far-2], raft_multiplier: 1}
"""


class Computers(LabTest):
    @classmethod
    def setUpClass(cls):
        computers.require()
        super().setUpClass()
        cls.place = tempfile.mkdtemp(prefix="lab-computers-")
        os.chmod(cls.place, 0o711)
        cls.addClassCleanup(shutil.rmtree, cls.place, ignore_errors=True)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            making = [pool.submit(computers.Computer, os.path.join(cls.place, name), is_other)
                      for name, is_other in (("near", False), ("far", True))]
            concurrent.futures.wait(making)
        for computer in making:
            if computer.exception() is None:
                cls.addClassCleanup(computer.result().end)
        cls.near, cls.far = (computer.result() for computer in making)
        cls.uri = cls.far.serve_ssh()
        # What both start from is made once.
        cls.cache = os.path.join(cls.place, "cache")

    def further_variables(self):
        return {"XDG_CACHE_HOME": self.cache}

    def setUp(self):
        super().setUp()
        self.drawing = self.write("pair.yaml", DRAWING % self.uri)

    def up(self, *words, **options):
        return self.ok("up", self.drawing, "--backend", "libvirt", *words, within=400, **options)

    def answer(self, host):
        """What a host's own DNS says of itself and the others."""
        return [self.address(name, host) for name in ("near-1", "far-1", "far-2")]

    def address(self, name, host):
        out = self.lab("dns", f"{name}.node.consul", "--from", host, "--json").out or "{}"
        return [answer["data"] for answer in json.loads(out).get("answers", [])]

    def await_no_domain(self, within=20):
        deadline = time.monotonic() + within
        while self.near.domains() + self.far.domains():
            self.assertLess(time.monotonic(), deadline, f"{self.near.domains()} {self.far.domains()}")
            time.sleep(0.05)

    def work(self):
        """What relays have besides their caches."""
        left = []
        for base in (f"/var/tmp/lab-{os.getuid()}/labs", os.path.join(self.far.folder, f"tmp/lab-{os.getuid()}/labs")):
            if os.path.isdir(base):
                left += [name for name in os.listdir(base) if name != ".keep"]
        return left

    def test_a_cluster_across_both(self):
        up = self.up("--uri", self.near.uri)
        self.assertEqual([name.rsplit("-", 1)[0] for name in self.near.domains()], ["lab-e2e-near-1"])
        self.assertEqual(sorted(name.rsplit("-", 1)[0] for name in self.far.domains()),
                         ["lab-e2e-far-1", "lab-e2e-far-2"])
        # WireGuard is where a kernel has it that root may ask: test_wireguard.py has such a one.
        ways = self.status()["ways"]
        self.assertEqual(len(ways), 1)
        self.assertRegex(ways[0], r"^frames to 127\.0\.0\.1 by (ssh|WireGuard)$")
        print(f"  up in {up.seconds:.1f} s, {ways[0]}", flush=True)
        addresses = [["10.60.0.1"], ["10.60.0.2"], ["10.60.0.3"]]
        for host in ("near-1", "far-1"):
            self.until(lambda: self.answer(host) == addresses, f"{host} to know all members", within=60)
        # A power cut over there: it is gone, and the others notice.
        self.ok("inject", "kill", "far-2")
        self.until(lambda: [name.rsplit("-", 1)[0] for name in self.far.domains()] == ["lab-e2e-far-1"],
                   "far-2 to have no power")
        self.until(lambda: self.address("far-2", "near-1") == [], "far-2 to be missed", within=60)
        self.ok("inject", "start", "far-2", within=120)
        self.until(lambda: self.address("far-2", "near-1") == ["10.60.0.3"], "far-2 to be back", within=60)
        self.ok("destroy")
        self.assertEqual((self.near.domains(), self.far.domains()), ([], []))
        self.until(lambda: self.work() == [], "the relays to tidy up")

    def test_a_killed_lab_leaves_no_machine(self):
        self.up("--uri", self.near.uri)
        supervisors = [int(line.split()[0]) for line in self.processes()
                       if " supervise " in line or " reap " in line or " keep " in line]
        self.assertEqual(len(supervisors), 3, self.processes())
        for process in supervisors:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.await_no_domain()
        self.ok("destroy")
        self.until(lambda: self.work() == [], "the relays to tidy up")

    def test_the_rest_runs_in_the_lab_itself(self):
        self.up()
        self.assertEqual(self.near.domains(), [])
        self.assertEqual(len(self.far.domains()), 2)
        self.until(lambda: self.address("far-1", "near-1") == ["10.60.0.2"], "far-1 to be known", within=60)
        self.ok("destroy")
        self.assertEqual(self.far.domains(), [])

    def test_what_cannot_be_reached_is_named(self):
        gone = self.write("gone.yaml", DRAWING % self.uri.replace(f":{self.far.port}/", ":1/"))
        text = self.fails(3, "up", gone, "--backend", "libvirt", within=120).text
        self.assertIn("can't reach 127.0.0.1: ", text)
        self.assertIn("ssh -p 1 root@127.0.0.1 has to work without a question", text)
        text = self.fails(3, "up", self.drawing, "--backend", "libvirt", "--uri",
                          "qemu+unix:///system?socket=/nowhere/libvirt-sock", within=120).text
        self.assertIn("libvirtd does not run (", text)
        self.assertIn("/nowhere/libvirt-sock", text)
        self.assertIn("systemctl start libvirtd", text)
        text = self.fails(2, "up", self.drawing, "--backend", "netns").text
        self.assertIn("far-1 is on qemu+ssh://", text)
        self.assertIn("--backend libvirt", text)
        text = self.fails(2, "up", self.drawing, "--backend", "libvirt", "--uri", "vbox:///session").text
        self.assertIn("write qemu:///session, qemu:///system or qemu+ssh://HOST/system", text)


del LabTest
