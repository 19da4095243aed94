extension GoldenCase {
    /// Actions with mistakes.
    static let actionErrors: [GoldenCase] = [
        GoldenCase(
            "unknown and empty actions",
            """
            topology: three-node
            steps:
              - kil: host-1
              - kill:
              - kill: []
              - kill: {signal: TERM}
              - kill: {target: host-1, host: host-2, sgnal: x}
            """,
            """
            s.yaml:3:5: unknown key 'kil' in a step
              3 |   - kil: host-1
                |     ^~~ did you mean 'kill'?
            s.yaml:4:5: kill what? write kill: host-1
              4 |   - kill:
                |     ^~~~
            s.yaml:5:11: the list is empty: nothing would be done
              5 |   - kill: []
                |           ^
            s.yaml:6:5: the action 'kill' needs 'target'
              6 |   - kill: {signal: TERM}
                |     ^~~~
            s.yaml:7:28: give either 'target' or 'host'
              7 |   - kill: {target: host-1, host: host-2, sgnal: x}
                |                            ^~~~
            s.yaml:7:42: unknown key 'sgnal' in the action 'kill'
              7 |   - kill: {target: host-1, host: host-2, sgnal: x}
                |                                          ^~~~~ did you mean 'signal'?
            """),
        GoldenCase(
            "targets that there are none of",
            """
            topology: three-node
            steps:
              - kill: host-4
              - kill: host-3/registrator
              - kill: host-1/simpel.1
              - kill: host-1/discovery.2
              - kill: host-1/simple.0
              - kill: host-1/a/b
              - kill: one-of(host-1, host-7)
              - kill: one-of(host-1
              - kill: simpel
              - kill: "host-1/sim ple"
            """,
            """
            s.yaml:3:11: 'host-4' is neither a host nor a component nor a service
              3 |   - kill: host-4
                |           ^~~~~~ did you mean 'host-3'?
            s.yaml:4:11: host-3 does not run registrator
              4 |   - kill: host-3/registrator
                |           ^~~~~~ did you mean 'host-2'?
            s.yaml:5:18: unknown component or service 'simpel'
              5 |   - kill: host-1/simpel.1
                |                  ^~~~~~ did you mean 'simple'?
            s.yaml:6:18: discovery is a component: a host has one of it, without a number
              6 |   - kill: host-1/discovery.2
                |                  ^~~~~~~~~
            s.yaml:7:11: instances are counted from 1: write host-1/simple.1
              7 |   - kill: host-1/simple.0
                |           ^~~~~~~~~~~~~~~
            s.yaml:8:11: 'host-1/a' is no target: write a host, host/component or one-of(A, B)
              8 |   - kill: host-1/a/b
                |           ^~~~~~~~~~
            s.yaml:9:26: 'host-7' is neither a host nor a component nor a service
              9 |   - kill: one-of(host-1, host-7)
                |                          ^~~~~~ did you mean 'host-3'?
            s.yaml:10:11: 'one-of(host-1' is not closed: write "one-of(A, B)", with quotes
              10 |   - kill: one-of(host-1
                 |           ^~~~~~~~~~~~~
            s.yaml:11:11: 'simpel' is neither a host nor a component nor a service
              11 |   - kill: simpel
                 |           ^~~~~~ did you mean 'simple'?
            s.yaml:12:11: 'host-1/sim ple' is no target: write host/component or host/service.1
              12 |   - kill: "host-1/sim ple"
                 |           ^~~~~~~~~~~~~~~~
            """),
        GoldenCase(
            "signals",
            """
            topology: three-node
            steps:
              - kill: host-1
                signal: SIGTERM
              - kill: {target: host-1/simple, signal: SIGTREM}
            """,
            """
            s.yaml:4:5: 'host-1' is a host, which loses power: signals are for processes
              4 |     signal: SIGTERM
                |     ^~~~~~
            s.yaml:5:43: unknown signal 'SIGTREM'
              5 |   - kill: {target: host-1/simple, signal: SIGTREM}
                |                                           ^~~~~~~ did you mean 'SIGTERM'?
            """),
        GoldenCase(
            "start",
            """
            topology: three-node
            steps:
              - start: simple
              - start: simple
                on: host-9
              - start: host-1/simple
                on: host-2
              - start: host-2
                count: 2
              - start: {service: simpl, on: host-1, count: 0, env: 5}
            """,
            """
            s.yaml:3:12: start simple where? add 'on' with a host, or write HOST/simple
              3 |   - start: simple
                |            ^~~~~~
            s.yaml:5:9: unknown host 'host-9'
              5 |     on: host-9
                |         ^~~~~~ did you mean 'host-3'?
            s.yaml:7:5: 'host-1/simple' says the host already: host-1
              7 |     on: host-2
                |     ^~
            s.yaml:9:5: 'count' is for services, and 'host-2' is none
              9 |     count: 2
                |     ^~~~~
            s.yaml:10:22: unknown service 'simpl'
              10 |   - start: {service: simpl, on: host-1, count: 0, env: 5}
                 |                      ^~~~~ did you mean 'simple'?
            s.yaml:10:48: 0 is out of range: it must be at least 1
              10 |   - start: {service: simpl, on: host-1, count: 0, env: 5}
                 |                                                ^
            s.yaml:10:56: expected a mapping, or a list of NAME=value, found '5'
              10 |   - start: {service: simpl, on: host-1, count: 0, env: 5}
                 |                                                        ^
            """),
        GoldenCase(
            "partitions",
            """
            topology: three-node
            steps:
              - partition:
              - partition: [[host-1, host-2], [host-2]]
              - partition: []
              - partition: [[]]
              - partition: [[host-1, host-2, host-3, client]]
              - partition: {group: [[host-1]]}
              - partition: [host-1/simple]
              - partition: {groups: [host-1], name: all}
            """,
            """
            s.yaml:3:5: partition what? write partition: [[host-1], [host-2, host-3]]
              3 |   - partition:
                |     ^~~~~~~~~
            s.yaml:4:35: host-2 is in two groups
              4 |   - partition: [[host-1, host-2], [host-2]]
                |                                   ^
            s.yaml:5:16: a partition needs at least one group
              5 |   - partition: []
                |                ^
            s.yaml:6:17: a group without hosts
              6 |   - partition: [[]]
                |                 ^
            s.yaml:7:16: all hosts are in the one group: nothing is parted
              7 |   - partition: [[host-1, host-2, host-3, client]]
                |                ^
            s.yaml:8:5: the action 'partition' needs 'groups'
              8 |   - partition: {group: [[host-1]]}
                |     ^~~~~~~~~
            s.yaml:8:17: unknown key 'group' in the action 'partition'
              8 |   - partition: {group: [[host-1]]}
                |                 ^~~~~ did you mean 'groups'?
            s.yaml:9:24: 'host-1/simple' is a part of a host; this wants the host
              9 |   - partition: [host-1/simple]
                |                        ^~~~~~
            s.yaml:10:35: 'all' heals every fault: choose another name
              10 |   - partition: {groups: [host-1], name: all}
                 |                                   ^~~~
            """),
        GoldenCase(
            "blocks",
            """
            topology: three-node
            steps:
              - block: host-1
              - block: {from: host-1}
              - block: {from: host-1, to: host-1}
              - block: {from: host-1, to: host-2, reject: yes}
            """,
            """
            s.yaml:3:12: expected a mapping, found 'host-1'
              3 |   - block: host-1
                |            ^~~~~~ write block: {from: host-1, to: host-2}
            s.yaml:4:5: the action 'block' needs 'to'
              4 |   - block: {from: host-1}
                |     ^~~~~
            s.yaml:5:31: packets from host-1 to itself pass no wire
              5 |   - block: {from: host-1, to: host-1}
                |                               ^~~~~~
            s.yaml:6:47: expected true or false, found 'yes'
              6 |   - block: {from: host-1, to: host-2, reject: yes}
                |                                               ^~~ write true
            """),
        GoldenCase(
            "degradations",
            """
            topology: three-node
            steps:
              - degrade: {link: host-1}
              - degrade: {loss: 10%}
              - degrade: {link: host-1, between: [host-1, host-2], loss: 1%}
              - degrade: {link: host-1, loss: 0.1, delay: 5, los: 1%, direction: up}
              - degrade: {between: [host-1], delay: 5ms}
              - degrade: {between: [host-1, host-1], delay: 5ms}
            """,
            """
            s.yaml:3:5: degrade how? add one of delay, jitter, loss, correlation, duplicate, reorder, corrupt or rate
              3 |   - degrade: {link: host-1}
                |     ^~~~~~~
            s.yaml:4:5: the action 'degrade' needs 'link'
              4 |   - degrade: {loss: 10%}
                |     ^~~~~~~
            s.yaml:5:29: give either 'link' or 'between'
              5 |   - degrade: {link: host-1, between: [host-1, host-2], loss: 1%}
                |                             ^~~~~~~
            s.yaml:6:35: 0.1 of what? write 10%
              6 |   - degrade: {link: host-1, loss: 0.1, delay: 5, los: 1%, direction: up}
                |                                   ^~~
            s.yaml:6:47: 5 what? write 5s
              6 |   - degrade: {link: host-1, loss: 0.1, delay: 5, los: 1%, direction: up}
                |                                               ^
            s.yaml:6:50: unknown key 'los' in the action 'degrade'
              6 |   - degrade: {link: host-1, loss: 0.1, delay: 5, los: 1%, direction: up}
                |                                                  ^~~ did you mean 'loss'?
            s.yaml:6:70: 'up' is none of to, from or both
              6 |   - degrade: {link: host-1, loss: 0.1, delay: 5, los: 1%, direction: up}
                |                                                                      ^~
            s.yaml:7:24: 'between' needs two ends, such as [host-1, host-2]
              7 |   - degrade: {between: [host-1], delay: 5ms}
                |                        ^
            s.yaml:8:33: host-1 is at both ends
              8 |   - degrade: {between: [host-1, host-1], delay: 5ms}
                |                                 ^~~~~~
            """),
        GoldenCase(
            "clocks, disks and DNS",
            """
            topology: three-node
            steps:
              - skew: {host: host-1}
              - skew: {host: host-1, offset: 5, drift: fast}
              - fill-disk: {host: host-1, leave: 5}
              - dns-fault: {on: client, answer: NXDOMIAN}
              - dns-fault: {on: host-1}
            """,
            """
            s.yaml:3:5: skew how? add 'offset' or 'drift'
              3 |   - skew: {host: host-1}
                |     ^~~~
            s.yaml:4:34: 5 what? write 5s
              4 |   - skew: {host: host-1, offset: 5, drift: fast}
                |                                  ^
            s.yaml:4:44: 'fast' is no drift: write it like 50ppm, 0.01% or 50us/s
              4 |   - skew: {host: host-1, offset: 5, drift: fast}
                |                                            ^~~~
            s.yaml:5:38: 5 what? write 5MiB
              5 |   - fill-disk: {host: host-1, leave: 5}
                |                                      ^
            s.yaml:6:21: client runs no discovery agent
              6 |   - dns-fault: {on: client, answer: NXDOMIAN}
                |                     ^~~~~~
            s.yaml:6:37: 'NXDOMIAN' is none of NXDOMAIN, SERVFAIL, EMPTY, DROP or TRUNCATE
              6 |   - dns-fault: {on: client, answer: NXDOMIAN}
                |                                     ^~~~~~~~ did you mean 'NXDOMAIN'?
            s.yaml:7:5: answer what? add 'answer', such as NXDOMAIN, or 'delay'
              7 |   - dns-fault: {on: host-1}
                |     ^~~~~~~~~
            """),
        GoldenCase(
            "healing and wires",
            """
            topology: three-node
            steps:
              - heal: splt
              - partition: {groups: [[host-1]], name: split}
              - heal:
              - heal: []
              - unplug: host-1
                network: wan
              - isolate: simple
              - leave: client
            """,
            """
            s.yaml:3:11: no fault is named 'splt'
              3 |   - heal: splt
                |           ^~~~ did you mean 'split'?
            s.yaml:5:5: heal what? write heal: all
              5 |   - heal:
                |     ^~~~
            s.yaml:6:11: heal what? write all, or the names of faults
              6 |   - heal: []
                |           ^
            s.yaml:8:14: unknown network 'wan'
              8 |     network: wan
                |              ^~~ did you mean 'lan'?
            s.yaml:9:14: 'simple' is no host, but what runs on hosts
              9 |   - isolate: simple
                |              ^~~~~~
            s.yaml:10:12: client runs no discovery agent
              10 |   - leave: client
                 |            ^~~~~~
            """),
        GoldenCase(
            "commands, keys, jobs and waits",
            """
            topology: three-node
            steps:
              - exec: []
              - exec: {cmd: [ls]}
              - kv: {put: a}
              - kv: a
              - deploy: web
              - wait: 5
              - wait: 5 sec
              - wait: 2d
            """,
            """
            s.yaml:3:11: the command is empty
              3 |   - exec: []
                |           ^
            s.yaml:4:5: the action 'exec' needs 'command'
              4 |   - exec: {cmd: [ls]}
                |     ^~~~
            s.yaml:4:12: unknown key 'cmd' in the action 'exec'
              4 |   - exec: {cmd: [ls]}
                |            ^~~
            s.yaml:5:5: the action 'kv' needs 'value'
              5 |   - kv: {put: a}
                |     ^~
            s.yaml:6:9: expected a mapping, found 'a'
              6 |   - kv: a
                |         ^ write kv: {put: KEY, value: VALUE}
            s.yaml:7:5: the topology has no component of the role 'scheduler' to deploy to
              7 |   - deploy: web
                |     ^~~~~~
            s.yaml:8:11: 5 what? write 5s
              8 |   - wait: 5
                |           ^
            s.yaml:9:11: unknown unit ' sec': write 5s
              9 |   - wait: 5 sec
                |           ^~~~~
            s.yaml:10:11: unknown unit 'd': write 48h
              10 |   - wait: 2d
                 |           ^~
            """),
        GoldenCase(
            "targets of discovery servers where there are none",
            """
            topology: {networks: {lan: {subnet: 10.0.0.0/24}}, hosts: {a: , b: }}
            steps:
              - kill: leader
              - kill: minority
              - expect: {leader: one}
              - degrade: {link: a, reorder: 5%}
            """,
            """
            s.yaml:3:11: 'leader' needs discovery servers, and the topology has none
              3 |   - kill: leader
                |           ^~~~~~
            s.yaml:4:11: 'minority' needs discovery servers, and the topology has none
              4 |   - kill: minority
                |           ^~~~~~~~
            s.yaml:5:14: the topology has no discovery servers to lead
              5 |   - expect: {leader: one}
                |              ^~~~~~
            s.yaml:6:24: reorder needs a delay: packets overtake those that wait
              6 |   - degrade: {link: a, reorder: 5%}
                |                        ^~~~~~~
            """),
        GoldenCase(
            "a minority of one server",
            """
            topology:
              networks: {lan: {subnet: 10.0.0.0/24}}
              hosts: {a: {run: discovery}}
              components: {discovery: , registrator: }
            steps:
              - kill: minority
              - kill: followers
              - kill: registrator
            """,
            """
            s.yaml:6:11: 1 discovery server has no minority
              6 |   - kill: minority
                |           ^~~~~~~~
            s.yaml:7:11: a single discovery server has no followers
              7 |   - kill: followers
                |           ^~~~~~~~~
            s.yaml:8:11: no host runs registrator
              8 |   - kill: registrator
                |           ^~~~~~~~~~~
            """),
    ]
}
