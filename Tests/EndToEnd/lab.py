"""Runs `lab` as its users do, and looks at what it leaves behind."""
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LAB = os.path.abspath(os.environ.get("LAB", os.path.join(ROOT, ".build/release/lab")))


class Done:
    """What came of a command."""

    def __init__(self, process, seconds):
        self.code, self.out, self.err = process.returncode, process.stdout, process.stderr
        self.seconds = seconds

    @property
    def text(self):
        return self.out + self.err

    def __repr__(self):
        return f"exit {self.code} after {self.seconds:.2f} s\n{self.text}"


def needs(*programs):
    """Skips a test where a program is not on the machine, and says which."""
    missing = [program for program in programs if shutil.which(program) is None]
    return unittest.skipIf(missing, f"{', '.join(missing)} not installed")


def needs_root(test):
    return unittest.skipIf(os.getuid() != 0, "needs root")(test)


def is_open_to_all(path):
    """Whether a user who owns nothing on the way can reach a file."""
    while path != "/":
        if not os.stat(path).st_mode & 0o001:
            return False
        path = os.path.dirname(path)
    return True


class LabTest(unittest.TestCase):
    """A test with folders and an environment of its own, which leaves nothing behind."""

    @classmethod
    def setUpClass(cls):
        done = subprocess.run([LAB, "doctor"], cwd=ROOT, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise unittest.SkipTest("not run, real hosts do not work here:\n" + done.stdout)

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="lab-e2e-")
        self.environment = "e2e"
        self.variables = dict(
            os.environ, XDG_RUNTIME_DIR=os.path.join(self.folder, "run"),
            XDG_STATE_HOME=os.path.join(self.folder, "state"), NO_COLOR="1", **self.further_variables())
        for name in ("run", "state"):
            os.mkdir(os.path.join(self.folder, name), 0o700)

    def further_variables(self):
        """What else the commands find in their environment."""
        return {}

    def tearDown(self):
        self.lab("destroy", "--all", within=30, env=None)
        left = self.leftovers()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.assertEqual(left, [], "something is left behind")

    def lab(self, *words, within=120, env="", stdin=None, variables=None, cwd=ROOT):
        """Runs a command to its end."""
        began = time.monotonic()
        done = subprocess.run(
            [LAB, *self.with_environment(words, env)], cwd=cwd, text=True, capture_output=True,
            timeout=within, stdin=stdin or subprocess.DEVNULL,
            env=dict(self.variables, **(variables or {})))
        return Done(done, time.monotonic() - began)

    def begin(self, *words, env="", **options):
        """Starts a command and lets it run."""
        return subprocess.Popen(
            [LAB, *self.with_environment(words, env)], cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            env=self.variables, **options)

    def with_environment(self, words, env):
        if env is None:
            return list(words)
        options = ["--env", env or self.environment]
        # What follows "--" belongs to the command that is run in the host.
        place = words.index("--") if "--" in words else len(words)
        return [*words[:place], *options, *words[place:]]

    def ok(self, *words, **options):
        done = self.lab(*words, **options)
        self.assertEqual(done.code, 0, f"lab {' '.join(words)}: {done!r}")
        return done

    def fails(self, code, *words, **options):
        done = self.lab(*words, **options)
        self.assertEqual(done.code, code, f"lab {' '.join(words)}: {done!r}")
        return done

    def status(self, **options):
        return json.loads(self.ok("status", "--json", **options).out)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def processes(self):
        """The processes on the machine that carry this test's folder in their environment."""
        mark = ("XDG_RUNTIME_DIR=" + self.variables["XDG_RUNTIME_DIR"]).encode()
        found = []
        for name in os.listdir("/proc"):
            if not name.isdigit() or int(name) == os.getpid():
                continue
            try:
                with open(f"/proc/{name}/environ", "rb") as file, \
                        open(f"/proc/{name}/cmdline", "rb") as line:
                    words = line.read()
                    # A virtual machine has an environment of its own, but its files lie in the folder.
                    if mark in file.read().split(b"\0") or b"qemu" in words and self.folder.encode() in words:
                        found.append(f"{name} {words.replace(bytes(1), b' ').decode()}")
            except OSError:
                continue
        return found

    def leftovers(self, within=5):
        """Processes, runtime files and control groups that are there although no lab is."""
        deadline = time.monotonic() + within
        while True:
            left = self.processes()
            for base, folders, files in os.walk(os.path.join(self.folder, "run", "lab")):
                left += [os.path.join(base, name) for name in files if not name.endswith("lock")]
            for base, folders, _ in os.walk("/sys/fs/cgroup"):
                left += [os.path.join(base, name) for name in folders
                         if os.path.basename(self.folder) in name]
            if not left or time.monotonic() > deadline:
                return left
            time.sleep(0.05)

    def until(self, condition, what, within=20):
        deadline = time.monotonic() + within
        while not condition():
            self.assertLess(time.monotonic(), deadline, f"waited {within} s for {what}")
            time.sleep(0.05)

    def interrupt(self, process, number=signal.SIGINT, within=20):
        process.send_signal(number)
        out, _ = process.communicate(timeout=within)
        return process.returncode, out
