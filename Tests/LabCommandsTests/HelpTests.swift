import Testing

@Suite struct HelpTests {
    @Test func labSaysWhatItIsAndWhatItsExitStatusesMean() async throws {
        let outcome = try await LabExecutable.run("--help", environment: ["COLUMNS": "80"])
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        #expect(
            outcome.output == """
                OVERVIEW: Shows what happens to service discovery when something breaks.

                A topology describes hosts; a scenario says what should happen to them and what
                must hold. Scenarios run in memory, under a virtual clock and the same every
                time, or with real programs in network namespaces or virtual machines. A lab
                that is up can be looked into and broken by hand.

                Exit status: 0 all held, 1 a check failed, 2 the command line or a file is
                wrong, 3 the backend or a program is missing or failed, 4 timed out, 130
                interrupted.

                USAGE: lab <subcommand>

                OPTIONS:
                  --version               Show the version.
                  -h, --help              Show help information.

                SCENARIO SUBCOMMANDS:
                  run                     Runs scenarios and says what held.
                  validate                Checks files without running anything.
                  list                    Lists what can be named: scenarios, topologies,
                                          components.
                  graph                   Draws a topology.
                  schema                  Prints the JSON Schema of the lab's files, for
                                          editors.

                LAB SUBCOMMANDS:
                  up                      Brings a lab up and waits until all of it is ready.
                  plan                    Says what up would create, change and destroy.
                  status                  Shows hosts, processes, instances and faults.
                  taint                   Marks hosts, so that the next up makes them anew.
                  destroy                 Ends a lab and leaves nothing of it.
                  doctor                  Says which backends and components work here.
                  image                   Makes, lists and removes what virtual machines start
                                          from.

                HOST AND FAULT SUBCOMMANDS:
                  exec                    Runs a command in a host.
                  shell                   Opens a shell in a host.
                  logs                    Shows what programs in the lab have logged.
                  dns                     Asks a discovery server for a name, as checks do.
                  http                    Makes an HTTP request from a host, as checks do.
                  capture                 Writes the packets on a host's link, as pcapng.
                  inject                  Does one action of the scenario language by hand.
                  heal                    Ends faults, whoever injected them.


                """)
    }

    @Test func labRunNamesEachOfItsOptions() async throws {
        let outcome = try await LabExecutable.run("run", "--help", environment: ["COLUMNS": "80"])
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        #expect(
            outcome.output.contains(
                """
                USAGE: lab run [<options>] <scenarios> ...

                ARGUMENTS:
                  <scenarios>             Scenarios, by path or name.

                VIRTUAL MACHINES:
                  --cold                  Boot every virtual machine: restore none from an
                                          earlier lab, and save none.
                  --kernel <file>         A kernel for virtual machines, in place of the
                                          distribution's; modules from /lib/modules.
                  --disk <file>           A disk with a root file system for virtual machines,
                                          raw or qcow2, in place of this machine's programs.
                  --uri <uri>             Where virtual machines run: qemu:///session,
                                          qemu:///system, qemu+ssh://HOST/system.

                OPTIONS:
                  --set <key=value>       Use another value than the file's, as in
                                          components.discovery.raft_multiplier=5.
                  --use <role=impl>       Run the components of a role by another program.
                  --json                  Print one line of JSON a run, and nothing else.
                  --junit <file>          Write JUnit XML.
                  --report <dir>          Write report.html, report.json, junit.xml and
                                          trace.jsonl.
                  --env <name>            The lab's name, which keeps it apart from others.
                                          (default: default)
                  --seed <n|n..m>         Another seed than the scenario's, or several.
                """))
    }

    @Test func whatRunsInsideALabIsNotShown() async throws {
        #expect(!(try await LabExecutable.run("--help")).output.contains("supervise"))
    }

    @Test(arguments: LabExecutable.commands)
    func everyCommandHasHelp(_ command: String) async throws {
        let outcome = try await LabExecutable.run(command, "--help")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("USAGE: lab \(command)"))
    }

    @Test func withoutArgumentsThereIsHelp() async throws {
        let outcome = try await LabExecutable.run()
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("SUBCOMMANDS:"))
    }

    @Test func theVersionIsANumberAlone() async throws {
        let outcome = try await LabExecutable.run("--version")
        #expect(outcome.status == 0)
        #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }

    @Test(arguments: [
        ["bogus"], ["run"], ["run", "--bogus", "failover"], ["run", "--seed", "x", "failover"],
        ["run", "--seed", "3..1", "failover"], ["run", "--seed", "-1", "failover"],
        ["run", "--seed", "1..2000000", "failover"], ["run", "--repeat", "0", "failover"],
        ["graph", "--format", "bogus", "three-node"], ["schema", "bogus"], ["validate"],
        ["run", "--set", "nothing", "failover"], ["run", "--use", "nobody=consul", "failover"],
        ["run", "--set", "no.such.key=1", "failover"], ["run", "--backend", "docker", "failover"],
        ["up", "--publish", "8080:80", "three-node"], ["up", "nobody"],
        ["up", "--backend", "memory"],
        ["up", "--publish", "0:host-1:80", "three-node"],
        ["up", "--publish", "8080:host-9:80", "three-node"], ["exec", "host-1"], ["exec"],
        ["shell"], ["dns"], ["http"], ["taint"], ["inject"], ["logs", "--tail", "-1"],
        ["capture", "host-1"], ["capture", "host-1", "-o", "x", "--for", "5"],
        ["capture", "host-1", "-o", "x", "--count", "0"], ["http", "--timeout", "0", "http://a/"],
        ["status", "--env", "No_Name"], ["destroy", "--env", ""], ["up", "--env", "-a"],
        ["run", "--env", "a/b", "failover"], ["plan", "--env", "../x"],
    ])
    func aWrongCommandLineEndsWithTwoAndRunsNothing(_ arguments: [String]) async throws {
        let outcome = try await LabExecutable.run(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(!outcome.errors.isEmpty)
    }
}
