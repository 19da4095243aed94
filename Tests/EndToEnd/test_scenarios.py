"""Every scenario of the repository on namespaces, and two of them with real programs."""
import glob
import json
import os
import unittest
from concurrent.futures import ThreadPoolExecutor

from lab import ROOT, LabTest, needs

SCENARIOS = sorted(os.path.basename(path)[:-5] for path in glob.glob(ROOT + "/Scenarios/*.yaml"))


class Scenarios(LabTest):
    def run_one(self, name, *options):
        done = self.lab("run", name, "--backend", "netns", "--json", *options, within=900, env=None)
        return name, done

    def check(self, name, done):
        self.assertEqual(done.code, 0, f"{name}: {done!r}")
        result = json.loads(done.out)
        self.assertEqual((result["backend"], result["result"]), ("netns", "passed"))
        measures = ", ".join(f"{key} {value:.2f} s" for key, value in result["measures"].items())
        print(f"  {name}: {result['wallSeconds']:.1f} s {measures}", flush=True)

    def test_with_the_built_in_programs(self):
        print(flush=True)
        names = [name for name in SCENARIOS if name != "clock-skew"]
        # They mostly wait, so several at once fit on two processors.
        with ThreadPoolExecutor(3) as pool:
            for name, done in pool.map(self.run_one, names):
                with self.subTest(name):
                    self.check(name, done)

    def test_what_namespaces_can_not_do_is_said_before_anything_starts(self):
        done = self.fails(2, "run", "clock-skew", "--backend", "netns", env=None)
        self.assertIn("a clock an hour ahead", done.err)

    @needs("consul", "nginx")
    def test_with_consul_and_nginx(self):
        self.both("discovery=consul,balancer=nginx")

    @needs("consul", "haproxy")
    def test_with_consul_and_haproxy(self):
        self.both("discovery=consul,balancer=haproxy")

    def both(self, programs):
        print(flush=True)
        for name in ("failover", "staging"):
            with self.subTest(f"{name} with {programs}"):
                self.check(*self.run_one(name, "--use", programs))


if __name__ == "__main__":
    unittest.main()
