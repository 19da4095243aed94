"""The three-node topology with the built-in programs, as a person pokes at it."""
import json
import socket
import time
import unittest
import urllib.request

from lab import LabTest, needs


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class ThreeNode(LabTest):
    def setUp(self):
        super().setUp()
        self.port = free_port()
        self.ok("up", "three-node", "--backend", "netns", "--publish", f"{self.port}:host-3:80")

    def deploy(self):
        self.ok("inject", "start", "host-1/simple")
        for host in ("host-1", "host-2", "host-3"):
            self.until(lambda: self.answers("simple.service.consul", host) == ["192.168.50.101"],
                       f"simple.service.consul to answer on {host}")

    def answers(self, name, host):
        reply = json.loads(self.lab("dns", name, "--from", host, "--json").out or "{}")
        return [answer["data"] for answer in reply.get("answers", [])]

    def test_status(self):
        status = self.status()
        self.assertEqual([host["name"] for host in status["hosts"]],
                         ["host-1", "host-2", "host-3", "client"])
        running = {process["name"] for process in status["processes"]
                   if process["state"] == "running"}
        self.assertEqual(running, {
            "host-1/discovery", "host-1/registrator", "host-2/discovery", "host-2/registrator",
            "host-3/discovery", "host-3/balancer"})

    @needs("dig")
    def test_dig(self):
        self.deploy()
        out = self.ok("exec", "host-3", "--", "dig", "+short", "@127.0.0.1", "-p", "8600",
                      "simple.service.consul").out
        self.assertEqual(out.split(), ["192.168.50.101"])
        # Without a server, through the host's own resolver.
        out = self.ok("exec", "client", "--", "dig", "+short", "host-2").out
        self.assertEqual(out.split(), ["192.168.50.102"])
        out = self.ok("exec", "host-1", "--", "dig", "+short", "SRV", "simple.service.consul").out
        self.assertRegex(out, r"^1 1 \d+ c0a83265\.addr\.dc1\.consul\.")

    @needs("curl")
    def test_curl(self):
        self.deploy()
        self.until(lambda: self.lab("exec", "client", "--", "curl", "-sf", "http://host-3/").code == 0,
                   "the balancer to find the instance")
        out = self.ok("exec", "client", "--", "curl", "-s", "http://host-3/").out
        self.assertRegex(out, r"^Hello World from [0-9a-f]{12}$")
        leader = self.ok("exec", "host-1", "--", "curl", "-s", "localhost:8500/v1/status/leader").out
        self.assertRegex(leader, r'^"192\.168\.50\.10\d:8300"')

    @needs("consul")
    def test_consul_command_line(self):
        members = self.ok("exec", "host-1", "--", "consul", "members").out
        self.assertEqual(members.count("alive"), 3, members)
        self.ok("exec", "host-1", "--", "consul", "kv", "put", "a/b", "hello")
        self.assertEqual(self.ok("exec", "host-2", "--", "consul", "kv", "get", "a/b").out, "hello\n")
        self.deploy()
        self.assertIn("simple", self.ok("exec", "host-2", "--", "consul", "catalog", "services").out)

    def test_python_dns(self):
        program = ("import dns.message, dns.query\n"
                   "question = dns.message.make_query('simple.service.consul', 'A')\n"
                   "for ask in (dns.query.udp, dns.query.tcp):\n"
                   "    print(ask(question, '127.0.0.1', port=8600, timeout=5).answer[0][0])\n")
        if self.lab("exec", "host-1", "--", "/usr/bin/python3", "-c", "import dns.query").code:
            self.skipTest("Python's dns package is not installed (apt-get install python3-dnspython)")
        self.deploy()
        out = self.ok("exec", "host-3", "--", "/usr/bin/python3", "-c", program).out
        self.assertEqual(out.split(), ["192.168.50.101"] * 2)

    def test_published_port(self):
        self.deploy()
        url = f"http://127.0.0.1:{self.port}/"

        def answer():
            try:
                return urllib.request.urlopen(url, timeout=5).read().decode()
            except OSError:
                return ""
        self.until(lambda: answer().startswith("Hello World from"), f"{url} to answer")

    def test_port_in_use(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            port = listener.getsockname()[1]
            done = self.fails(3, "up", "three-node", "--publish", f"{port}:host-3:80", env="other")
        self.assertIn(str(port), done.err)

    def test_faults_by_hand(self):
        self.deploy()
        self.ok("inject", "kill", "host-1")
        self.assertEqual(self.host("host-1")["state"], "power cut")
        self.until(lambda: "NXDOMAIN" in self.lab("dns", "simple.service.consul", "--from", "host-3").text,
                   "the instance on the dead host to leave DNS", within=30)
        self.ok("inject", "start", "host-1")
        self.ok("inject", "isolate", "host-1")
        self.ok("inject", "degrade", "link=client", "delay=50ms")
        self.assertTrue(self.status()["faults"])
        self.ok("heal")
        self.assertEqual(self.status()["faults"], [])

    def host(self, name):
        return next(host for host in self.status()["hosts"] if host["name"] == name)

    def test_up_again_applies_only_what_differs(self):
        before = self.starts()
        self.assertIn("nothing", self.ok("plan", "three-node").text.lower())
        self.ok("up", "three-node")
        change = ["--set", "components.balancer.listen=8080"]
        self.assertIn("host-3/balancer", self.ok("plan", "three-node", *change).out)
        self.ok("up", "three-node", *change)
        self.assertRegex(self.ok("http", "http://host-3:8080/", "--from", "client").text, "503")
        after = self.starts()
        self.assertEqual({name for name in before if abs(before[name] - after[name]) > 0.2},
                         {"host-3/balancer"})
        self.ok("taint", "host-1")
        self.assertIn("host-1", self.ok("plan").out)

    def starts(self):
        """When each host and process began to run, on the machine's clock."""
        status, now = self.status(), time.monotonic()
        return {unit["name"]: now - unit["seconds"]
                for unit in status["hosts"] + status["processes"]}

    def test_exec_passes_codes_and_streams(self):
        self.assertEqual(self.lab("exec", "host-1", "--", "false").code, 1)
        self.assertEqual(self.lab("exec", "host-1", "--", "sh", "-c", "exit 7").code, 7)
        self.assertEqual(self.ok("exec", "host-1", "--", "hostname").out, "host-1\n")
        self.assertIn("nosuchprogram", self.lab("exec", "host-1", "--", "nosuchprogram").err)
        self.fails(2, "exec", "host-9", "--", "true")

    def test_nothing_can_be_written_outside(self):
        for path in ("/usr/lab-e2e", "/bin/lab-e2e", self.folder + "/lab-e2e"):
            done = self.lab("exec", "host-1", "--", "touch", path)
            self.assertNotEqual(done.code, 0, path)
        sockets = "/run/lab/machine" + self.variables["XDG_RUNTIME_DIR"] + "/lab"
        self.assertEqual(self.lab("exec", "host-1", "--", "ls", "-A", sockets).out, "")
        self.ok("exec", "host-1", "--", "touch", "/etc/lab-e2e", "/var/lab-e2e", "/tmp/lab-e2e")
        for path in ("/etc/lab-e2e", "/var/lab-e2e", "/tmp/lab-e2e"):
            with self.assertRaises(FileNotFoundError):
                open(path)

    @needs("tshark")
    def test_capture(self):
        import subprocess
        path = self.folder + "/capture.pcapng"
        process = self.begin("capture", "host-1", "-o", path, "--for", "2s")
        self.lab("exec", "client", "--", "ping", "-c", "3", "-i", "0.2", "host-1")
        process.communicate(timeout=20)
        self.assertEqual(process.returncode, 0)
        out = subprocess.run(["tshark", "-r", path], capture_output=True, text=True).stdout
        self.assertIn("Echo (ping) request", out)
        self.assertIn("8301", out)

    def test_logs(self):
        out = self.ok("logs", "host-1/discovery").out
        self.assertIn("host-1", out)
        self.fails(2, "logs", "host-1/nothing")

    def test_run_against_the_lab_that_is_up(self):
        done = self.ok("run", "failover", "--json", within=180)
        result = json.loads(done.out)
        self.assertEqual((result["backend"], result["result"]), ("netns", "passed"))
        self.assertEqual(len(self.status()["hosts"]), 4)


if __name__ == "__main__":
    unittest.main()
