"""Hosts as virtual machines, as a person pokes at them: without KVM, so each boot takes seconds."""
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from lab import LAB, ROOT, LabTest, is_open_to_all, needs, needs_root

# Components that say which programs the hosts have to have, and write once what they do not sync.
TOOLS = """component: tools
role: custom
command: [sh, -c, "test -s /var/lib/tools/born || cat /proc/sys/kernel/random/boot_id > /var/lib/tools/born; exec sleep infinity"]
data: /var/lib/tools
requires: [cat, date, dd, df, ls, sh, sleep, sync]
"""
THREE_NODES = """name: three-with-tools
include: [%s/Scenarios/topologies/three-node.yaml]
hosts:
  host-1: {run: [discovery, registrator, tools]}
  host-2: {run: [discovery, registrator, tools]}
components:
  tools: {role: custom, use: ./tools.yaml}
""" % ROOT
ONE = """name: one
networks: {lan: {subnet: 10.9.0.0/24}}
hosts: {alone: {run: [tools]}}
components: {tools: {role: custom, use: ./tools.yaml}}
"""
BARE = "name: bare\nnetworks: {lan: {subnet: 10.9.0.0/24}}\nhosts: {host-1: {}}\n"

# Images, and what QEMU was found to be able to do, are the same for all tests here.
CACHE = os.environ.get("LAB_E2E_CACHE")


def setUpModule():
    global CACHE
    missing = [name for name in ("qemu-system-x86_64", "mke2fs") if shutil.which(name) is None]
    doctor = subprocess.run([LAB, "doctor"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    row = re.search(r"^.*\blibvirt\b.*(\n {6}.*)*", doctor.stdout, re.M)
    why = "not installed: " + ", ".join(missing) if missing else None
    if why is None and (row is None or "✓" not in row[0]):
        why = "lab doctor says:\n" + (row[0] if row else doctor.stdout)
    if why:
        if os.environ.get("CI"):
            raise AssertionError("virtual machines have to work here: " + why)
        raise unittest.SkipTest("not run, virtual machines do not work here: " + why)
    if CACHE is None:
        CACHE = tempfile.mkdtemp(prefix="lab-e2e-cache-")
        unittest.addModuleCleanup(shutil.rmtree, CACHE, ignore_errors=True)


class MachineTest(LabTest):
    def further_variables(self):
        return {"XDG_CACHE_HOME": CACHE}

    def setUp(self):
        super().setUp()
        self.write("tools.yaml", TOOLS)

    def machines(self):
        return [line for line in self.processes() if "qemu-system" in line]

    def up(self, topology, *options, **more):
        return self.ok("up", topology, "--backend", "libvirt", *options, within=180, **more)

    def exec(self, host, *command, **options):
        return self.lab("exec", host, "--", *command, **options)

    def shell(self, host, script):
        return self.ok("exec", host, "--", "sh", "-c", script).out

    def answers(self, name, host):
        reply = json.loads(self.lab("dns", name, "--from", host, "--json").out or "{}")
        return [answer["data"] for answer in reply.get("answers", [])]

    def state(self, host):
        return next(one["state"] for one in self.status()["hosts"] if one["name"] == host)

    def mounts(self):
        with open("/proc/self/mountinfo") as file:
            return [line for line in file if self.folder in line]


class ThreeMachines(MachineTest):
    """One lab for all of these: each leaves every host up and no fault in force."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        one = cls()
        MachineTest.setUp(one)
        cls.shared = {name: getattr(one, name) for name in ("folder", "environment", "variables")}
        cls.addClassCleanup(MachineTest.tearDown, one)
        one.write("three.yaml", THREE_NODES)
        cls.raised = one.up(one.folder + "/three.yaml", "--cold")

    def setUp(self):
        for name, value in self.shared.items():
            setattr(self, name, value)

    def tearDown(self):
        self.ok("heal")

    def deploy(self):
        if not self.answers("simple.service.consul", "host-3"):
            self.ok("inject", "start", "host-1/simple")
        self.until(lambda: all(self.answers("simple.service.consul", host) == ["192.168.50.101"]
                               for host in ("host-1", "host-2", "host-3")),
                   "simple.service.consul to answer on each host")

    def power_on(self, host):
        self.ok("inject", "start", host)
        self.until(lambda: self.exec(host, "sh", "-c", "true").code == 0, f"{host} to be there")
        self.until(lambda: host in self.alive(), f"{host} to be a member again", within=60)

    def alive(self):
        found = self.lab("http", "http://localhost:8500/v1/agent/members", "--from", "host-3").out
        return [member["Name"] for member in json.loads(found or "[]") if member["Status"] == 1]

    def test_what_up_says(self):
        self.assertIn("three-with-tools on libvirt", self.raised.text)
        self.assertIn("4 hosts", self.raised.text)
        self.assertNotIn("restored", self.raised.text)
        status = self.status()
        self.assertEqual(status["backend"], "libvirt")
        self.assertEqual({host["name"]: host["state"] for host in status["hosts"]},
                         dict.fromkeys(("host-1", "host-2", "host-3", "client"), "running"))
        self.assertEqual(len(self.machines()), 4, self.machines())

    def test_a_program_that_their_disk_lacks(self):
        self.write("more.yaml", TOOLS.replace("component: tools", "component: more").replace("sync]", "sync, tac]"))
        drawing = self.write("more-three.yaml", "name: three-with-tools\ninclude: [./three.yaml]\n"
                             "hosts: {host-2: {run: [discovery, registrator, tools, more]}}\n"
                             "components: {more: {role: custom, use: ./more.yaml}}\n")
        done = self.fails(3, "up", drawing)
        self.assertIn("were made without tac: lab destroy", done.text)
        self.assertEqual(len(self.machines()), 4)

    def test_dns_and_http(self):
        self.deploy()
        self.until(lambda: self.lab("http", "http://host-3/", "--from", "client").text.startswith("Hello World"),
                   "the balancer to find the instance")
        leader = self.ok("http", "http://localhost:8500/v1/status/leader", "--from", "host-1").out
        self.assertRegex(leader, r'^"192\.168\.50\.10\d:8300"')

    def test_hosts_have_kernels_and_roots_of_their_own(self):
        boots = {self.shell(host, "cat /proc/sys/kernel/random/boot_id") for host in ("host-1", "host-2")}
        with open("/proc/sys/kernel/random/boot_id") as file:
            self.assertEqual(len(boots | {file.read()}), 3)
        self.assertEqual(self.shell("host-1", "cat /proc/sys/kernel/hostname"), "host-1\n")
        # A host that runs programs beside the built-in ones has twice the memory.
        for host, most in (("host-1", 256), ("client", 128)):
            self.assertLessEqual(int(self.shell(host, "cat /proc/meminfo").split()[1]), most * 1024)
        self.assertNotEqual(self.exec("host-1", "ls", ROOT).code, 0)

    def test_exec_passes_codes_and_streams(self):
        self.assertEqual(self.exec("host-1", "sh", "-c", "exit 7").code, 7)
        self.assertEqual(self.exec("host-1", "sh", "-c", "echo a; echo b >&2").err, "b\n")
        done = self.exec("host-1", "nosuchprogram")
        self.assertNotEqual(done.code, 0)
        self.assertIn("nosuchprogram", done.err)

    def test_wires(self):
        self.ok("inject", "unplug", "host-2")
        self.assertEqual(self.shell("host-2", "cat /sys/class/net/eth0/operstate"), "down\n")
        self.until(lambda: "host-2" not in self.alive(), "host-2 to be missed", within=30)
        self.ok("heal")
        self.until(lambda: self.shell("host-2", "cat /sys/class/net/eth0/operstate") == "up\n", "the carrier")
        self.until(lambda: "host-2" in self.alive(), "host-2 to be a member again", within=60)
        self.ok("inject", "degrade", "link=client", "delay=200ms")
        began = time.monotonic()
        self.lab("http", "http://host-3/", "--from", "client")
        self.assertGreater(time.monotonic() - began, 0.8)
        self.ok("heal")

    def test_a_paused_host_stands_still(self):
        before = self.shell("host-2", "cat /proc/uptime")
        self.ok("inject", "pause", "host-2")
        self.assertEqual({process["state"] for process in self.status()["processes"]
                          if process["host"] == "host-2"}, {"paused"})
        time.sleep(3)
        self.ok("heal")
        after = self.shell("host-2", "cat /proc/uptime")
        self.assertLess(float(after.split()[0]) - float(before.split()[0]), 2.9)
        self.until(lambda: "host-2" in self.alive(), "host-2 to be a member again", within=60)

    def test_a_wrong_clock(self):
        def ahead():
            return int(self.shell("host-2", "date +%s")) - time.time()
        self.assertLess(abs(ahead()), 2)
        self.ok("inject", "skew", "host=host-2", "offset=1h")
        self.assertLess(abs(ahead() - 3600), 2)
        self.assertLess(abs(int(self.shell("host-1", "date +%s")) - time.time()), 2)
        # The fault is in force after a power cut, too.
        self.ok("inject", "kill", "host-2")
        self.power_on("host-2")
        self.assertLess(abs(ahead() - 3600), 2)
        self.ok("heal")
        self.assertLess(abs(ahead()), 2)

    def test_memory_that_is_freed_is_the_computers_again(self):
        process = next(line.split()[0] for line in self.machines() if "guest=client," in line)

        def resident():
            with open(f"/proc/{process}/status") as file:
                return int(re.search(r"VmRSS:\s*(\d+) kB", file.read())[1]) >> 10
        self.shell("client", "dd if=/dev/zero of=/tmp/big bs=1M count=16")
        full = resident()
        self.shell("client", ": > /tmp/big")
        self.until(lambda: resident() < full - 12, f"12 of {full} MiB to come back")

    def test_a_full_disk(self):
        self.ok("inject", "fill-disk", "host-2")
        done = self.exec("host-2", "sh", "-c", "dd if=/dev/zero of=/var/lib/tools/more bs=64k count=64")
        self.assertNotEqual(done.code, 0)
        self.assertIn("No space left", done.text)
        self.ok("heal")
        self.shell("host-2", "dd if=/dev/zero of=/var/lib/tools/more bs=64k count=64; sync")

    def test_a_power_cut_loses_what_was_not_synced(self):
        self.shell("host-1", "echo kept > /var/lib/tools/kept; sync; echo lost > /var/lib/tools/lost")
        born = self.shell("host-1", "cat /var/lib/tools/born")
        self.ok("inject", "kill", "host-1")
        self.assertEqual(self.state("host-1"), "power cut")
        self.assertEqual(len(self.machines()), 3)
        self.power_on("host-1")
        # What programs wrote before the lab was ready is as that of hosts that have long been up.
        self.assertEqual(self.shell("host-1", "cat /var/lib/tools/kept /var/lib/tools/born"), "kept\n" + born)
        self.assertNotIn("lost", self.exec("host-1", "cat", "/var/lib/tools/lost").out)

    def test_a_power_cut_loses_nothing_that_was_acknowledged(self):
        self.deploy()
        at = "http://localhost:8500/v1/kv/e2e/"
        leader = json.loads(self.ok("http", "http://localhost:8500/v1/status/leader", "--from", "host-3").out)
        host = "host-" + leader.split(":")[0][-1]
        for number in range(5):
            self.ok("http", at + str(number), "--from", host, "-X", "PUT", "-d", f"v{number}")
        self.ok("inject", "kill", host)
        self.power_on(host)
        for number in range(5):
            self.until(lambda: self.lab("http", f"{at}{number}?raw", "--from", host).out == f"v{number}",
                       f"the value of {number}")

    def test_an_orderly_stop(self):
        self.ok("inject", "stop", "host-2")
        self.until(lambda: len(self.machines()) == 3, "the machine to be off", within=20)
        self.power_on("host-2")


class WarmStart(MachineTest):
    def test_instances_are_started_anew(self):
        path = self.write("served.yaml", ONE + "services: {simple: {image: hello, ports: [5000], on: [alone]}}\n")
        ids = []
        for what in ("saved", "restored"):
            self.assertIn(what, self.up(path).text)
            ids.append([one["id"] for one in self.status()["instances"] if one["state"] == "running"])
            self.ok("destroy")
        self.assertEqual([len(each) for each in ids], [1, 1], ids)

    def test_saved_and_restored(self):
        path = self.write("one.yaml", ONE)
        first = self.up(path)
        self.assertNotIn("restored", first.text)
        up = self.uptime()
        self.shell("alone", "echo later > /var/lib/tools/later; sync")
        self.ok("destroy")
        self.assertEqual((self.machines(), self.mounts(), self.leftovers()), ([], [], []))
        second = self.up(path)
        self.assertIn("restored", second.text)
        # It goes on from the moment at which it was saved, which was before.
        self.assertLess(self.uptime() - up, second.seconds + 2)
        self.assertLess(abs(int(self.shell("alone", "date +%s")) - time.time()), 2)
        # What came after it was saved belongs to a lab that is gone.
        self.assertEqual(self.shell("alone", "ls /var/lib/tools"), "born\n")
        self.ok("destroy")
        self.assertNotIn("restored", self.up(path, "--cold").text)
        self.ok("destroy")

        def cut_off(file):
            file.truncate(os.fstat(file.fileno()).st_size // 2)

        def overwrite(file):
            file.write(bytes(1 << 16))

        for damage in (cut_off, overwrite):
            for saved in glob.glob(CACHE + "/lab/saved/*/*.memory"):
                with open(saved, "r+b") as file:
                    damage(file)
            broken = self.up(path)
            self.assertRegex(broken.err, "so (it|they) boots?")
            self.assertLess(abs(int(self.shell("alone", "date +%s")) - time.time()), 2)
            self.ok("destroy")
            # Where it could be told beforehand, it has been saved anew.
            self.assertEqual("restored" in self.up(path).text, damage is cut_off)
            self.ok("destroy")


    def uptime(self):
        return float(self.shell("alone", "cat /proc/uptime").split()[0])


class Images(MachineTest):
    def test_built_once(self):
        program = self.write("tool", "#!/bin/sh\necho one\n")
        os.chmod(program, 0o755)
        self.write("own.yaml", "component: own\nrole: custom\ncommand: [sleep, infinity]\nrequires: [sh, %s]\n" % program)
        path = self.write("one.yaml", ONE.replace("tools.yaml", "own.yaml"))
        first = self.ok("image", "build", path, env=None, within=120)
        again = self.ok("image", "build", path, env=None)
        # A debug build hashes ten times slower.
        self.assertLess(again.seconds, 0.2 if "/release/" in LAB else 3, again)
        self.assertEqual(self.keys(), self.keys())
        before = self.keys()
        os.utime(program)
        self.ok("image", "build", path, env=None)
        self.assertEqual(self.keys(), before)
        self.write("tool", "#!/bin/sh\necho two\n")
        self.ok("image", "build", path, env=None)
        self.assertEqual(len(self.keys() - before), 1, first)
        self.assertIn(next(iter(before))[:8], self.ok("image", "list", env=None).out)

    def keys(self):
        return set(os.listdir(CACHE + "/lab/images"))


class Failures(MachineTest):
    """Each ends with status 3 and one sentence that says what to do, and leaves nothing."""

    def refused(self, *options, says, within=60, **more):
        done = self.fails(3, "up", self.write("bare.yaml", BARE), "--backend", "libvirt", *options,
                          within=within, **more)
        self.assertRegex(done.err, says)
        self.assertEqual(self.leftovers(), [])
        return done

    def without(self, *programs):
        """`lab up` where some programs or files of the machine are not, nor a kernel of its own."""
        path = self.write("bare.yaml", BARE)
        script = "mount -t tmpfs tmpfs /boot && " + "".join(
            f"mount --bind /dev/null {shutil.which(program) or program} && " for program in programs)
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c", f"{script} exec {LAB} up {path} --backend libvirt"], cwd=ROOT,
            env=dict(self.variables, XDG_CACHE_HOME=self.folder + "/cache"), capture_output=True, text=True,
            timeout=60)
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        self.assertEqual(self.leftovers(), [])
        return done.stderr

    @needs_root
    def test_no_qemu(self):
        self.assertRegex(self.without("qemu-system-x86_64"), "apt-get install .*qemu-system-x86")

    @needs_root
    def test_no_library(self):
        library = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
        path = re.search(r"libvirt\.so\.0 .*=> (\S+)", library)[1]
        self.assertRegex(self.without(os.path.realpath(path)), r"libvirt\.so\.0: .*lab doctor says what this machine lacks")

    @needs_root
    def test_no_kernel_package(self):
        self.assertIn("--kernel FILE", self.without("apt-get", "apt-cache"))

    @needs_root
    def test_nothing_that_makes_disks(self):
        self.assertIn("e2fsprogs", self.without("mke2fs"))

    def test_no_kernel(self):
        self.refused("--kernel", "/nonexistent", says="/nonexistent")

    def test_a_kernel_that_is_none(self):
        self.refused("--kernel", self.write("kernel", "no kernel\n" * 1000), says="kernel", within=180)

    def test_a_kernel_that_stops(self):
        """One that finds none of its modules: what it printed on its serial console is shown."""
        def change(kernel, version):
            kernel[version:version + 1] = b"0"
        done = self.refused("--kernel", self.kernel_with(change), "--cold", says="host-1", within=180)
        self.assertIn("lab.agent.0", done.text)

    def test_a_kernel_that_hangs(self):
        """One that prints nothing and never ends: after its header all is jumps to themselves."""
        def change(kernel, _):
            begin = (kernel[0x1f1] + 1) * 512
            kernel[begin:] = b"\xeb\xfe" * ((len(kernel) - begin) // 2)
        self.refused("--kernel", self.kernel_with(change), "--cold", says="host-1 .*does not answer", within=180)

    def kernel_with(self, change):
        """A copy of the kernel of machines that is not as it was."""
        image = json.loads(self.ok("image", "build", self.write("bare.yaml", BARE), "--json", env=None).out)["image"]
        with open(image["kernel"], "rb") as file:
            kernel = bytearray(file.read())
        # Where the text of its version begins (Documentation/arch/x86/boot.rst of Linux).
        change(kernel, int.from_bytes(kernel[0x20e:0x210], "little") + 0x200)
        path = self.folder + "/vmlinuz"
        with open(path, "wb") as file:
            file.write(kernel)
        return path

    def test_no_libvirtd(self):
        self.refused("--uri", "qemu:///system", says="libvirtd")

    def test_a_computer_that_can_not_be_reached(self):
        self.refused("--uri", "qemu+ssh://127.0.0.1:1/system", says="127.0.0.1")

    def test_no_uri(self):
        self.fails(2, "up", "three-node", "--backend", "libvirt", "--uri", "nonsense")

    def test_no_static_agent(self):
        alone = self.folder + "/bin"
        os.mkdir(alone)
        shutil.copy(LAB, alone + "/lab")
        done = subprocess.run([alone + "/lab", "up", "three-node", "--backend", "libvirt"], cwd=ROOT,
                              env={key: value for key, value in self.variables.items() if key != "LAB_AGENT"},
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        self.assertIn(".ci/build-agent", done.stderr)


class Ends(MachineTest):
    def test_interrupted_up(self):
        for delay in (0.5, 2, 4):
            process = self.begin("up", "three-node", "--backend", "libvirt", "--cold")
            time.sleep(delay)
            code, out = self.interrupt(process)
            self.assertEqual(code, 130, out)
            self.assertEqual((self.leftovers(), self.mounts()), ([], []))

    def test_killed_up(self):
        process = self.begin("up", "three-node", "--backend", "libvirt", "--cold")
        time.sleep(3)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=10)
        self.assertEqual((self.leftovers(), self.mounts()), ([], []))

    @needs_root
    def test_without_privileges(self):
        """An ordinary user, who has no /dev/kvm, and no /dev/net/tun either."""
        if not (is_open_to_all(LAB) and is_open_to_all(ROOT)):
            self.skipTest(f"not run: other users can't reach {ROOT}")
        self.write("bare.yaml", BARE)
        for name in ("bare.yaml", "tools.yaml"):
            os.chmod(os.path.join(self.folder, name), 0o644)
        os.chmod(self.folder, 0o755)
        shutil.copytree(CACHE, self.folder + "/cache", dirs_exist_ok=True)
        subprocess.run(["chown", "-R", "65534:65534", *(self.folder + "/" + name for name in ("run", "state", "cache"))],
                       check=True)
        script = (f"cd {ROOT}; {LAB} up {self.folder}/bare.yaml --backend libvirt --env plain && "
                  f"{LAB} status --env plain; code=$?; {LAB} destroy --env plain; exit $code")
        done = subprocess.run(
            ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps=-all",
             "sh", "-c", script], capture_output=True, text=True, timeout=240,
            env=dict(self.variables, XDG_CACHE_HOME=self.folder + "/cache", HOME=self.folder + "/state"))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"host-1 .*running")


class Scenarios(MachineTest):
    def check(self, name, *options):
        done = self.lab("run", name, "--backend", "libvirt", "--json", *options, within=400, env=None)
        self.assertEqual(done.code, 0, f"{name}: {done!r}")
        result = json.loads(done.out)
        self.assertEqual((result["backend"], result["result"]), ("libvirt", "passed"))
        measures = ", ".join(f"{key} {value:.2f} s" for key, value in result["measures"].items())
        print(f"  {name}: {result['wallSeconds']:.1f} s {measures}", flush=True)
        self.assertEqual(self.leftovers(), [])

    def test_with_the_built_in_programs(self):
        print(flush=True)
        for name in ("failover", "staging", "clock-skew", "power-loss"):
            with self.subTest(name):
                self.check(name)

    @needs("consul", "nginx")
    def test_with_consul_and_nginx(self):
        print(flush=True)
        self.check("failover", "--use", "discovery=consul,balancer=nginx")


if __name__ == "__main__":
    unittest.main()
