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
                must hold. Runs are in memory, under a virtual clock, and the same every time.

                Exit status: 0 all held, 1 a check failed, 2 the command line or a file is
                wrong, 3 the backend or a program is missing or failed, 4 timed out, 130
                interrupted.

                USAGE: lab <subcommand>

                OPTIONS:
                  --version               Show the version.
                  -h, --help              Show help information.

                SUBCOMMANDS:
                  run                     Runs scenarios in memory, under a virtual clock.
                  validate                Checks files without running anything.
                  list                    Lists what can be named: scenarios, topologies,
                                          components.
                  graph                   Draws a topology.
                  schema                  Prints the JSON Schema of the lab's files, for
                                          editors.

                  See 'lab help <subcommand>' for detailed help.

                """)
    }

    @Test func labRunNamesEachOfItsOptions() async throws {
        let outcome = try await LabExecutable.run("run", "--help", environment: ["COLUMNS": "80"])
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        #expect(
            outcome.output == """
                OVERVIEW: Runs scenarios in memory, under a virtual clock.

                The same files and the same seed give the same run, event by event; the hash
                that is printed proves it. A failed check ends the run with status 1 and a
                report.

                USAGE: lab run [--set <key=value> ...] [--use <role=impl> ...] \
                [--json] [--junit <file>] [--report <dir>] [--seed <n|n..m>] [--repeat <n>] \
                [--backend <name>] [--keep] <scenarios> ...

                ARGUMENTS:
                  <scenarios>             Scenarios, by path or name.

                OPTIONS:
                  --set <key=value>       Use another value than the file's, as in
                                          components.discovery.raft_multiplier=5.
                  --use <role=impl>       Run the components of a role by another program.
                  --json                  Print one line of JSON a run, and nothing else.
                  --junit <file>          Write JUnit XML.
                  --report <dir>          Write report.json, junit.xml and trace.jsonl.
                  --seed <n|n..m>         Another seed than the scenario's, or several.
                  --repeat <n>            Run each seed so many times; a seed that does not
                                          repeat itself is an error. (default: 1)
                  --backend <name>        What hosts are made of; this version has only memory.
                                          (default: memory)
                  --keep                  Leave the lab up after a failure; in memory there is
                                          nothing to leave.
                  --version               Show the version.
                  -h, --help              Show help information.


                """)
    }

    @Test(arguments: ["validate", "list", "graph", "schema"])
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
        ["run", "--set", "no.such.key=1", "failover"],
    ])
    func aWrongCommandLineEndsWithTwoAndRunsNothing(_ arguments: [String]) async throws {
        let outcome = try await LabExecutable.run(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(!outcome.errors.isEmpty)
    }
}
