extension GoldenCase {
    /// Scenario files with mistakes outside of actions and checks.
    static let scenarioErrors: [GoldenCase] = [
        GoldenCase(
            "a topology in a scenario's place",
            """
            networks: {lan: {subnet: 10.0.0.0/24}}
            hosts: {a: }
            """,
            """
            s.yaml:1:1: this is a topology, not a scenario
              1 | networks: {lan: {subnet: 10.0.0.0/24}}
                | ^~~~~~~~
            """),
        GoldenCase(
            "no steps",
            """
            topology: three-node
            """,
            """
            s.yaml:1:1: a scenario needs 'steps'
              1 | topology: three-node
                | ^~~~~~~~
            """),
        GoldenCase(
            "steps that are no list",
            """
            topology: three-node
            steps: {}
            """,
            """
            s.yaml:2:8: expected a list of steps, found a mapping
              2 | steps: {}
                |        ^
            """),
        GoldenCase(
            "an empty list of steps",
            """
            topology: three-node
            steps: []
            """,
            """
            s.yaml:2:8: a scenario needs at least one step
              2 | steps: []
                |        ^
            """),
        GoldenCase(
            "no topology",
            """
            steps: [{wait: 1s}]
            """,
            """
            s.yaml:1:1: a scenario file needs 'topology'
              1 | steps: [{wait: 1s}]
                | ^~~~~
            """),
        GoldenCase(
            "a topology that there is none of",
            """
            topology: three-nod
            steps:
              - wait: 1s
            """,
            """
            s.yaml:1:11: no topology 'three-nod'
              1 | topology: three-nod
                |           ^~~~~~~~~ did you mean 'three-node'?
            """),
        GoldenCase(
            "values of the wrong type",
            """
            topology: three-node
            seed: abc
            timeout: 5
            name: [a]
            step: []
            steps:
              - wait: 1s
            """,
            """
            s.yaml:2:7: expected a whole number from 0, found 'abc'
              2 | seed: abc
                |       ^~~
            s.yaml:3:10: 5 what? write 5s
              3 | timeout: 5
                |          ^
            s.yaml:4:7: expected a text, found a list
              4 | name: [a]
                |       ^
            s.yaml:5:1: unknown key 'step' in a scenario file
              5 | step: []
                | ^~~~ did you mean 'steps'?
            """),
        GoldenCase(
            "a negative timeout",
            """
            topology: three-node
            timeout: -5s
            steps:
              - wait: 1s
            """,
            """
            s.yaml:2:10: -5s is before it began: a duration here is not negative
              2 | timeout: -5s
                |          ^~~
            """),
        GoldenCase(
            "random faults",
            """
            topology: three-node
            random: {every: 20, from: [kil, stop, stop], heel: true}
            steps:
              - wait: 1s
            """,
            """
            s.yaml:2:17: 20 what? write 20s
              2 | random: {every: 20, from: [kil, stop, stop], heel: true}
                |                 ^~
            s.yaml:2:28: 'kil' is none of kill, stop, restart, pause, partition, isolate, block, unplug, degrade, skew, fill-disk or dns-fault
              2 | random: {every: 20, from: [kil, stop, stop], heel: true}
                |                            ^~~ did you mean 'kill'?
            s.yaml:2:39: 'stop' is named twice
              2 | random: {every: 20, from: [kil, stop, stop], heel: true}
                |                                       ^~~~
            s.yaml:2:46: unknown key 'heel' in random faults
              2 | random: {every: 20, from: [kil, stop, stop], heel: true}
                |                                              ^~~~ did you mean 'heal'?
            """),
        GoldenCase(
            "traffic",
            """
            topology: three-node
            traffic:
              a: {rate: 0/s}
              b: {http: ftp://x/, method: GOT}
              c: {http: http://host-4/, from: clint, rate: 50, timout: 1s}
              d: {http: "http://host-1:0/"}
            steps:
              - wait: 1s
            """,
            """
            s.yaml:3:3: traffic needs 'http'
              3 |   a: {rate: 0/s}
                |   ^
            s.yaml:3:13: a rate of nothing: leave it out, or write 1/s or more
              3 |   a: {rate: 0/s}
                |             ^~~
            s.yaml:4:13: 'ftp://x/' is no http:// address
              4 |   b: {http: ftp://x/, method: GOT}
                |             ^~~~~~~~
            s.yaml:4:31: unknown method 'GOT'
              4 |   b: {http: ftp://x/, method: GOT}
                |                               ^~~ did you mean 'GET'?
            s.yaml:5:20: unknown host 'host-4'
              5 |   c: {http: http://host-4/, from: clint, rate: 50, timout: 1s}
                |                    ^~~~~~ did you mean 'host-3'?
            s.yaml:5:35: unknown host 'clint'
              5 |   c: {http: http://host-4/, from: clint, rate: 50, timout: 1s}
                |                                   ^~~~~ did you mean 'client'?
            s.yaml:5:48: 50 what? write 50/s
              5 |   c: {http: http://host-4/, from: clint, rate: 50, timout: 1s}
                |                                                ^~
            s.yaml:5:52: unknown key 'timout' in traffic
              5 |   c: {http: http://host-4/, from: clint, rate: 50, timout: 1s}
                |                                                    ^~~~~~ did you mean 'timeout'?
            s.yaml:6:13: '0' is no port
              6 |   d: {http: "http://host-1:0/"}
                |             ^~~~~~~~~~~~~~~~~~
            """),
        GoldenCase(
            "always and never",
            """
            topology: three-node
            always: []
            never:
              - leader: two
            steps:
              - wait: 1s
            """,
            """
            s.yaml:2:9: the list of checks is empty
              2 | always: []
                |         ^
            s.yaml:4:13: 'two' is none of one, none or changed
              4 |   - leader: two
                |             ^~~
            """),
        GoldenCase(
            "steps that do nothing",
            """
            topology: three-node
            steps:
              - {}
              - just text
              - name: nothing
            """,
            """
            s.yaml:3:5: a step needs an action, 'during' or 'expect'
              3 |   - {}
                |     ^
            s.yaml:4:5: expected a step as a mapping, found 'just text'
              4 |   - just text
                |     ^~~~~~~~~
            s.yaml:5:5: a step needs an action, 'during' or 'expect'
              5 |   - name: nothing
                |     ^~~~
            """),
        GoldenCase(
            "a step's own keys",
            """
            topology: three-node
            steps:
              - wait: 1s
                within: 0s
                every: 5
                stable: 10m
                level: warn
                on-failure: abort
                skip: [a]
                whithin: 5s
            """,
            """
            s.yaml:4:13: a duration of nothing: write 1ms or more
              4 |     within: 0s
                |             ^~
            s.yaml:5:12: 5 what? write 5s
              5 |     every: 5
                |            ^
            s.yaml:6:5: stable for 10m can't be seen: the scenario ends after 5m
              6 |     stable: 10m
                |     ^~~~~~ give the scenario a longer 'timeout'
            s.yaml:7:12: 'warn' is none of error or warning
              7 |     level: warn
                |            ^~~~ did you mean 'warning'?
            s.yaml:8:17: 'abort' is none of stop or continue
              8 |     on-failure: abort
                |                 ^~~~~
            s.yaml:9:11: expected the reason, found a list
              9 |     skip: [a]
                |           ^
            s.yaml:10:5: unknown key 'whithin' in a step
              10 |     whithin: 5s
                 |     ^~~~~~~ did you mean 'within'?
            """),
        GoldenCase(
            "keys that belong to an action",
            """
            topology: three-node
            steps:
              - kill: host-1/simple
                on: host-2
              - pause: host-1
                isolate: host-2
                within: 5s
                for: 1s
              - pause: {target: host-1, for: 1s}
                for: 2s
            """,
            """
            s.yaml:4:5: 'on' belongs to start, dns-fault or exec, and this step has no such action
              4 |     on: host-2
                |     ^~
            s.yaml:8:5: 'for' could belong to pause or isolate: write it inside one of them
              8 |     for: 1s
                |     ^~~
            s.yaml:10:5: 'for' is given twice, first on line 9
              10 |     for: 2s
                 |     ^~~
            """),
        GoldenCase(
            "waits longer than the scenario",
            """
            topology: three-node
            timeout: 1m
            steps:
              - wait: 1m
            """,
            """
            s.yaml:4:5: a wait of 1m never ends: the scenario ends after 1m
              4 |   - wait: 1m
                |     ^~~~ give the scenario a longer 'timeout'
            """),
    ]
}
