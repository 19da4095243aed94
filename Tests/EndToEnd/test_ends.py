"""How labs end, and how they fail: by hand, by signals, by what is missing."""
import os
import signal
import subprocess
import time
import unittest

from lab import LAB, ROOT, LabTest, is_open_to_all, needs_root

NEVER_READY = """component: sleeper
role: custom
command: [sh, -c, "echo I will never listen; exec sleep 1000"]
ready: {tcp: "{{host.address}}:9", within: 1s, hint: "is anything listening on port 9?"}
"""

ONE_HOST = """name: one
networks: {lan: {subnet: 10.9.0.0/24}}
hosts: {alone: {run: [thing]}}
components: {thing: {role: custom, use: ./sleeper.yaml}}
"""

BARE = """name: bare
networks: {lan: {subnet: 10.9.0.0/24}}
hosts: {host-: {count: 3}}
"""


class Ends(LabTest):
    def test_destroy_twice(self):
        self.ok("up", self.write("bare.yaml", BARE))
        self.ok("destroy")
        self.assertIn("no lab", self.ok("destroy").text.lower())

    def test_a_host_that_comes_later_is_known_to_the_others(self):
        self.ok("up", self.write("bare.yaml", BARE.replace("3", "2")))
        self.fails(2, "exec", "host-1", "--", "getent", "hosts", "host-3")
        self.ok("up", self.write("bare.yaml", BARE))
        out = self.ok("exec", "host-1", "--", "getent", "hosts", "host-3").out
        self.assertEqual(out.split(), ["10.9.0.3", "host-3"])
        self.ok("exec", "host-1", "--", "ping", "-c", "1", "-W", "2", "host-3")

    def test_nothing_is_up(self):
        for words in (["exec", "host-1", "--", "true"], ["heal"], ["dns", "a"], ["logs"]):
            self.assertNotEqual(self.lab(*words).code, 0, words)

    def test_ten_labs_at_once(self):
        path = self.write("bare.yaml", BARE)
        names = [f"lab-{number}" for number in range(10)]
        running = [self.begin("up", path, env=name) for name in names]
        for process in running:
            out, _ = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, out)
        for name in names:
            self.ok("exec", "host-1", "--", "ping", "-c", "1", "-W", "2", "10.9.0.2", env=name)
        self.ok("destroy", "--all", env=None)

    def test_component_that_never_becomes_ready(self):
        self.write("sleeper.yaml", NEVER_READY)
        done = self.fails(3, "up", self.write("one.yaml", ONE_HOST))
        self.assertIn("is anything listening on port 9?", done.text)
        self.assertIn("I will never listen", done.text)
        self.assertEqual(self.processes(), [])

    def test_program_that_is_missing(self):
        self.write("sleeper.yaml", NEVER_READY.replace("command: [sh", "requires: [no-such-program]\ncommand: [sh"))
        self.assertIn("no-such-program", self.fails(3, "up", self.write("one.yaml", ONE_HOST)).err)

    def test_interrupted_up(self):
        for delay in (0.02, 0.1, 0.5, 1.0):
            process = self.begin("up", "three-node", "--backend", "netns")
            time.sleep(delay)
            code, out = self.interrupt(process)
            if code != 0:
                # Before the command has begun, the signal itself ends it.
                self.assertIn(code, (130, -signal.SIGINT), out)
                self.assertEqual(self.leftovers(), [])
            else:
                self.ok("destroy")

    def test_interrupted_run(self):
        process = self.begin("run", "failover", "--backend", "netns")
        time.sleep(3)
        code, out = self.interrupt(process)
        self.assertEqual(code, 130, out)
        self.assertEqual(self.leftovers(), [])

    def test_killed_client(self):
        for words in (["up", "three-node", "--backend", "netns"],
                      ["run", "failover", "--backend", "netns"]):
            process = self.begin(*words)
            time.sleep(1)
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=10)
            self.assertEqual(self.leftovers(), [])

    def test_a_failed_run_leaves_nothing_but_when_told_to(self):
        wrong = self.write("wrong.yaml", """name: wrong
topology: ./bare.yaml
steps:
  - name: nothing listens there
    expect:
      - reach: {from: host-1, to: host-2, port: 81, ok: true}
    within: 200ms
""")
        self.write("bare.yaml", BARE)
        self.fails(1, "run", wrong, "--backend", "netns", env=None)
        self.assertEqual(self.leftovers(), [])
        done = self.fails(1, "run", wrong, "--backend", "netns", "--keep", env=None)
        self.assertIn("lab destroy", done.text)
        self.assertNotEqual(self.processes(), [])

    @needs_root
    def test_full_disk(self):
        path = self.write("bare.yaml", BARE)
        script = (f"mount -t tmpfs -o size=64k small {self.folder}/state && "
                  f"head -c 60k /dev/zero > {self.folder}/state/full; cd {ROOT} && "
                  f"{LAB} up {path} --env full; code=$?; {LAB} destroy --env full; exit $code")
        done = subprocess.run(["unshare", "-m", "sh", "-c", script], env=self.variables,
                              capture_output=True, text=True, timeout=60)
        # Either it works without its logs or it says that the disk is full; it never hangs or leaks.
        self.assertIn(done.returncode, (0, 3), done.stdout + done.stderr)
        if done.returncode == 3:
            self.assertIn("space", (done.stdout + done.stderr).lower())

    @needs_root
    def test_without_user_namespaces(self):
        script = ("echo 0 > /proc/sys/user/max_user_namespaces; "
                  "exec setpriv --bounding-set=-all --inh-caps=-all --no-new-privs sh -c '"
                  f"cd {ROOT}; {LAB} up three-node --backend netns --env none; code=$?; "
                  f"{LAB} doctor; exit $code'")
        done = subprocess.run(["unshare", "-Ur", "sh", "-c", script],
                              env=self.variables, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        self.assertIn("namespace", (done.stdout + done.stderr).lower())

    @needs_root
    def test_without_privileges(self):
        """An ordinary user, with a /dev/net/tun that the user may open."""
        if not (is_open_to_all(LAB) and is_open_to_all(ROOT)):
            self.skipTest(f"not run: other users can't reach {ROOT}")
        path = self.write("bare.yaml", BARE)
        os.chmod(path, 0o644)
        os.chmod(self.folder, 0o755)
        for name in ("run", "state"):
            os.chown(os.path.join(self.folder, name), 65534, 65534)
        node = self.folder + "/tun"
        script = (f"mknod {node} c 10 200 && chmod 666 {node} && mount --bind {node} /dev/net/tun && "
                  "exec setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all sh -c '"
                  f"cd {ROOT}; {LAB} up {path} --env plain && "
                  f"{LAB} exec host-1 --env plain -- ping -c 1 -W 2 10.9.0.3; code=$?; "
                  f"{LAB} destroy --env plain; "
                  f"{LAB} run failover --backend netns && exit $code'")
        done = subprocess.run(["unshare", "-m", "sh", "-c", script], env=self.variables,
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("1 received", done.stdout)
        self.assertIn("passed: ", done.stdout)


if __name__ == "__main__":
    unittest.main()
