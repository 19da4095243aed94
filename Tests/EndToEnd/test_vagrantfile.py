"""The machines of the Vagrantfile against the hosts that `lab` reads from the same topology."""
import glob
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from lab import LAB, ROOT, needs, needs_root

# Stands in for Vagrant: notes what the file says of each machine, and prints it.
RECORDER = """
require "json"
class Recorder
  def initialize(calls) = @calls = calls
  def define(name)
    @calls << (machine = {name: name, networks: [], hostname: nil, sizes: {}, provisions: []})
    yield Machine.new(machine)
  end
  def vm = self
  def method_missing(*) = nil
end
class Machine
  def initialize(notes) = @notes = notes
  def vm = self
  def hostname=(name)
    @notes[:hostname] = name
  end
  def network(kind, **options) = @notes[:networks] << options.merge(kind: kind)
  def provider(name) = yield(@notes[:sizes][name] = Struct.new(:cpus, :memory).new)
  def provision(kind, **options) = @notes[:provisions] << options.merge(kind: kind)
end
module Vagrant
  def self.configure(_) = yield(Recorder.new($calls = []))
end
load "Vagrantfile"
$calls.each { |machine| machine[:sizes].transform_values!(&:to_h) }
puts JSON.generate($calls)
"""

SEVERAL_NETWORKS = """name: several
networks:
  lan: {subnet: 10.0.0.0/29}
  wan: {subnet: 10.1.0.0/16}
defaults: {memory: 600MiB}
groups:
  small: {memory: 128MiB, cpus: 0.5}
  two: {networks: [wan, lan], cpus: 2}
hosts:
  first: {}
  given: {address: "${LAB_E2E_ADDRESS:-10.0.0.1}"}
  second: {group: two}
  far: {addresses: {wan: 10.1.0.77, lan: auto}, memory: 1GB}
  many-: {count: 3, address: 10.1.0.1, group: small}
"""
BROKEN = {
    "hosts: {a: {}}": "networks",
    "networks: {lan: {subnet: 10.0.0.0/24}}": "hosts",
    "networks: {lan: {}}\nhosts: {a: {}}": "subnet",
    "networks: {lan: {subnet: nonsense}}\nhosts: {a: {}}": "invalid address",
    "networks: {lan: {subnet: 10.0.0.0/24}}\nhosts: {a: {address: 10.1.0.1}}": "10.1.0.1 is in none",
    "networks: {lan: {subnet: 10.0.0.0/24}}\nhosts: {a: {networks: [wan]}}": "no network 'wan'",
    "networks: {lan: {subnet: 10.0.0.0/24}}\nhosts: {a: {address: 10.0.0.1}, b: {address: 10.0.0.1}}":
        "a and b both have the address 10.0.0.1",
    "networks: {lan: {subnet: 10.0.0.0/30}}\nhosts: {a-: {count: 3}}": "more hosts than addresses",
    "networks: {lan: {subnet: 10.0.0.0/24}}\nhosts: {a-: {count: many}}": "many",
    "networks: {lan: {subnet: 10.0.0.0/24}}\nhosts: {a: {memory: lots}}": "'lots' is no size",
    "networks: {lan: {subnet: 10.0.0.0/24}}\nhosts: {a: {address: '${LAB_E2E_NONE}'}}": "LAB_E2E_NONE",
    "networks: [": "did not find expected",
    "- a list": "is no topology",
    "include: [nothing.yaml]": "nothing.yaml",
}


def hosts_of_lab(topology):
    """What `lab` makes of a topology: hosts with their addresses."""
    done = subprocess.run([LAB, "graph", topology], cwd=ROOT, capture_output=True, text=True,
                          timeout=60, check=True)
    hosts = {}
    for line in done.stdout.splitlines():
        found = re.match(r"[├└]─ (\S+)\s+([\d.]+)", line)
        if found:
            hosts.setdefault(found[1], []).append(found[2])
    return hosts


@needs("ruby")
class Vagrantfile(unittest.TestCase):
    def load(self, topology):
        return subprocess.run(["ruby", "-e", RECORDER], cwd=ROOT, capture_output=True, text=True,
                              timeout=60, env=dict(os.environ, LAB_TOPOLOGY=topology))

    def machines(self, topology):
        done = self.load(topology)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def compare(self, topology):
        machines = self.machines(topology)
        self.assertEqual({machine["name"]: sorted(network["ip"] for network in machine["networks"])
                          for machine in machines},
                         {name: sorted(addresses) for name, addresses in hosts_of_lab(topology).items()})
        return machines

    def test_three_nodes(self):
        machines = self.compare("three-node")
        self.assertEqual([(machine["hostname"], machine["networks"][0]["ip"]) for machine in machines],
                         [("host-1", "192.168.50.101"), ("host-2", "192.168.50.102"),
                          ("host-3", "192.168.50.103"), ("client", "192.168.50.10")])
        network = machines[0]["networks"][0]
        self.assertEqual((network["kind"], network["netmask"], network["libvirt__host_ip"]),
                         ("private_network", "255.255.255.0", "192.168.50.1"))
        self.assertEqual(machines[0]["sizes"], {"libvirt": {"cpus": 1, "memory": 512},
                                                "virtualbox": {"cpus": 1, "memory": 512}})

    def test_every_topology_of_the_repository(self):
        for path in glob.glob(ROOT + "/Scenarios/topologies/*.yaml"):
            with self.subTest(os.path.basename(path)):
                self.compare(path)

    def test_what_a_topology_may_say(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(folder + "/several.yaml", "w") as file:
                file.write(SEVERAL_NETWORKS)
            with open(folder + "/over.yaml", "w") as file:
                file.write("include: [several.yaml]\nhosts: {first: {cpus: 3}, last: {}}\n")
            machines = {machine["name"]: machine for machine in self.compare(folder + "/over.yaml")}
        self.assertEqual({name: [network["ip"] for network in machine["networks"]]
                          for name, machine in machines.items()},
                         {"first": ["10.0.0.2"], "given": ["10.0.0.1"],
                          "second": ["10.0.0.3", "10.1.0.4"], "far": ["10.0.0.4", "10.1.0.77"],
                          "many-1": ["10.1.0.1"], "many-2": ["10.1.0.2"], "many-3": ["10.1.0.3"],
                          "last": ["10.0.0.5"]})
        self.assertEqual({name: tuple(machine["sizes"]["libvirt"].values())
                          for name, machine in machines.items()},
                         {"first": (3, 600), "given": (1, 600), "second": (2, 600), "far": (1, 954),
                          "many-1": (1, 512), "many-2": (1, 512), "many-3": (1, 512), "last": (1, 600)})

    def test_what_is_wrong_is_said_in_one_sentence(self):
        with tempfile.TemporaryDirectory() as folder:
            path = folder + "/broken.yaml"
            for text, word in BROKEN.items():
                with self.subTest(text), open(path, "w") as file:
                    file.write(text)
                    file.flush()
                    done = self.load(path)
                    self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
                    self.assertIn(word, done.stderr)
                    self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        done = self.load("nothing")
        self.assertEqual(done.returncode, 1)
        self.assertIn("three-node", done.stderr)

    @needs_root
    def test_what_is_installed(self):
        """The script that each machine runs, on copies of the directories that it writes to."""
        provision = self.machines("three-node")[0]["provisions"][-1]
        self.assertEqual(provision["kind"], "shell")
        with tempfile.TemporaryDirectory() as folder:
            os.mkdir(folder + "/lab")
            for name in ("lab", "lab-agent"):
                with open(f"{folder}/lab/{name}", "w") as file:
                    file.write("#!/bin/sh\necho 1.0\n")
            script = ("for d in etc usr/local/bin; do u=$0/up/$d; w=$0/work/$d; mkdir -p $u $w; "
                      "mount -t overlay o -o lowerdir=/$d,upperdir=$u,workdir=$w /$d || exit 77; done\n"
                      "printf '127.0.0.1 localhost\\n127.0.2.1 host-1\\n' >/etc/hosts; ln -s $0/lab /tmp/lab\n"
                      "sh -c \"$1\" sh \"$2\" && sh -c \"$1\" sh \"$2\" && cat /etc/hosts && cd /usr/local/bin && ls -x lab lab-agent")
            done = subprocess.run(
                ["unshare", "-m", "sh", "-c", "mount -t tmpfs t /mnt && mkdir /mnt/lab-e2e && cp -r $0/lab /mnt/lab-e2e "
                 "&& mount -t tmpfs t /tmp && exec sh -c \"$1\" /mnt/lab-e2e \"$2\" \"$3\"",
                 folder, script, provision["inline"], provision["args"][0]],
                capture_output=True, text=True, timeout=60)
        if done.returncode == 77:
            self.skipTest("not run: " + done.stderr)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout.splitlines()[-1].split(), ["lab", "lab-agent"])
        self.assertEqual([line for line in done.stdout.splitlines() if "." in line and line != "1.0"],
                         ["127.0.0.1 localhost", *(f"{address} {name} # lab" for address, name in (
                             ("192.168.50.101", "host-1"), ("192.168.50.102", "host-2"),
                             ("192.168.50.103", "host-3"), ("192.168.50.10", "client")))])

    @needs("vagrant")
    def test_vagrant_finds_no_fault(self):
        with tempfile.TemporaryDirectory() as folder:
            for topology in ("three-node", "lossy"):
                done = subprocess.run(
                    ["vagrant", "validate", "--ignore-provider"], cwd=ROOT, capture_output=True,
                    text=True, timeout=120, env=dict(
                        os.environ, LAB_TOPOLOGY=topology, VAGRANT_HOME=folder + "/home",
                        VAGRANT_DOTFILE_PATH=folder + "/machines", VAGRANT_CHECKPOINT_DISABLE="1"))
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertIn("validated successfully", done.stdout)


if __name__ == "__main__":
    unittest.main()
