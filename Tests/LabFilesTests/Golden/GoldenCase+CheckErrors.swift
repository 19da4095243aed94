extension GoldenCase {
    /// Checks with mistakes.
    static let checkErrors: [GoldenCase] = [
        GoldenCase(
            "unknown checks",
            """
            topology: three-node
            steps:
              - expect:
                  - dnss: {query: a.b}
                  - foo: 1
                  - within: 5s
                  - kill: host-1
                  - dns
                  - dns:
                  - []
            """,
            """
            s.yaml:4:9: unknown check 'dnss'
              4 |       - dnss: {query: a.b}
                |         ^~~~ did you mean 'dns'?
            s.yaml:5:9: unknown check 'foo'
              5 |       - foo: 1
                |         ^~~
            s.yaml:6:9: 'within' is a key of the step, not a check: indent it as 'expect' is
              6 |       - within: 5s
                |         ^~~~~~
            s.yaml:7:9: 'kill' is an action, not a check: indent it as 'expect' is
              7 |       - kill: host-1
                |         ^~~~
            s.yaml:8:9: expected a check as a mapping, such as dns: {query: …}, found 'dns'
              8 |       - dns
                |         ^~~ add ':'
            s.yaml:9:9: dns needs something to check
              9 |       - dns:
                |         ^~~
            s.yaml:10:9: expected a check as a mapping, such as dns: {query: …}, found a list
              10 |       - []
                 |         ^
            """),
        GoldenCase(
            "dns",
            """
            topology: three-node
            steps:
              - expect:
                  - dns: {query: a..b, typ: A}
                  - dns: {type: A}
                  - dns: {query: a.b, type: AAA, rcode: NXDOMIAN, transport: http}
                  - dns: {query: a.b, distribution: {samples: 1, tolerance: 0.1}}
                  - dns: {query: a.b, server: client, from: simple}
                  - dns: {query: a.b, count: "> many", ttl: 5x, truncated: "no"}
            """,
            """
            s.yaml:4:22: 'a..b' is no name of DNS: labels have 1 to 63 characters
              4 |       - dns: {query: a..b, typ: A}
                |                      ^~~~
            s.yaml:4:28: unknown key 'typ' in a dns check
              4 |       - dns: {query: a..b, typ: A}
                |                            ^~~ did you mean 'type'?
            s.yaml:5:9: a dns check needs 'query'
              5 |       - dns: {type: A}
                |         ^~~
            s.yaml:6:33: 'AAA' is none of A, AAAA, CNAME, NS, PTR, SOA, SRV, TXT, MX or ANY
              6 |       - dns: {query: a.b, type: AAA, rcode: NXDOMIAN, transport: http}
                |                                 ^~~ did you mean 'AAAA'?
            s.yaml:6:45: 'NXDOMIAN' is none of NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP or REFUSED
              6 |       - dns: {query: a.b, type: AAA, rcode: NXDOMIAN, transport: http}
                |                                             ^~~~~~~~ did you mean 'NXDOMAIN'?
            s.yaml:6:66: 'http' is none of udp or tcp
              6 |       - dns: {query: a.b, type: AAA, rcode: NXDOMIAN, transport: http}
                |                                                                  ^~~~
            s.yaml:7:51: 1 is out of range: it must be at least 2
              7 |       - dns: {query: a.b, distribution: {samples: 1, tolerance: 0.1}}
                |                                                   ^
            s.yaml:8:35: client runs no discovery agent to ask
              8 |       - dns: {query: a.b, server: client, from: simple}
                |                                   ^~~~~~
            s.yaml:8:49: 'simple' is no host, but what runs on hosts
              8 |       - dns: {query: a.b, server: client, from: simple}
                |                                                 ^~~~~~
            s.yaml:9:34: '> many' is no bound: write it like 3 or ">= 2"
              9 |       - dns: {query: a.b, count: "> many", ttl: 5x, truncated: "no"}
                |                                  ^~~~~~~~
            s.yaml:9:49: unknown unit 'x': durations are written like 200us, 50ms, 5s, 1m30s or 2h
              9 |       - dns: {query: a.b, count: "> many", ttl: 5x, truncated: "no"}
                |                                                 ^~
            s.yaml:9:64: expected true or false, found 'no'
              9 |       - dns: {query: a.b, count: "> many", ttl: 5x, truncated: "no"}
                |                                                                ^~~~ write false
            """),
        GoldenCase(
            "answers",
            """
            topology: three-node
            steps:
              - expect:
                  - dns: {query: a.b, answers: [host-9, host-1/foo, 10.0.0.1, a.b]}
                  - dns: {query: a.b, rcode: NXDOMAIN, answers: [host-1]}
                  - dns: {query: a.b, rcode: NXDOMAIN, contains: host-1}
                  - dns: {query: a.b, answers: [host-1], count: 2}
                  - dns: {query: a.b, answers: [host-1], contains: [host-2]}
                  - dns: {query: a.b, answers: [host-1], excludes: [host-1]}
            """,
            """
            s.yaml:4:37: 'host-9' is neither a host nor an address
              4 |       - dns: {query: a.b, answers: [host-9, host-1/foo, 10.0.0.1, a.b]}
                |                                     ^~~~~~ did you mean 'host-3'?
            s.yaml:4:52: unknown component or service 'foo'
              4 |       - dns: {query: a.b, answers: [host-9, host-1/foo, 10.0.0.1, a.b]}
                |                                                    ^~~
            s.yaml:5:44: there are no answers with NXDOMAIN
              5 |       - dns: {query: a.b, rcode: NXDOMAIN, answers: [host-1]}
                |                                            ^~~~~~~
            s.yaml:6:44: there are no answers with NXDOMAIN
              6 |       - dns: {query: a.b, rcode: NXDOMAIN, contains: host-1}
                |                                            ^~~~~~~~
            s.yaml:7:46: 'answers' has 1
              7 |       - dns: {query: a.b, answers: [host-1], count: 2}
                |                                              ^~~~~
            s.yaml:8:46: 'host-2' is not among 'answers'
              8 |       - dns: {query: a.b, answers: [host-1], contains: [host-2]}
                |                                              ^~~~~~~~
            s.yaml:9:46: 'host-1' can't be there and be excluded
              9 |       - dns: {query: a.b, answers: [host-1], excludes: [host-1]}
                |                                              ^~~~~~~~
            """),
        GoldenCase(
            "http",
            """
            topology: three-node
            steps:
              - expect:
                  - http: {status: 200}
                  - http: https://host-1/
                  - http: host-3
                  - http: {url: http://host-9/, method: FETCH}
                  - http: {url: http://host-3/, status: 999, latency: 50}
                  - http: {url: http://host-3/, contains: /a(/, json: {a: [1]}}
                  - http: {url: "http://host-3:x/", headers: [a]}
            """,
            """
            s.yaml:4:9: an http check needs 'url'
              4 |       - http: {status: 200}
                |         ^~~~
            s.yaml:5:15: only http:// can be asked for
              5 |       - http: https://host-1/
                |               ^~~~~~~~~~~~~~~
            s.yaml:6:15: 'host-3' is no http:// address
              6 |       - http: host-3
                |               ^~~~~~ write http://host-3
            s.yaml:7:28: unknown host 'host-9'
              7 |       - http: {url: http://host-9/, method: FETCH}
                |                            ^~~~~~ did you mean 'host-3'?
            s.yaml:7:45: unknown method 'FETCH'
              7 |       - http: {url: http://host-9/, method: FETCH}
                |                                             ^~~~~
            s.yaml:8:37: no answer has the status 999
              8 |       - http: {url: http://host-3/, status: 999, latency: 50}
                |                                     ^~~~~~
            s.yaml:8:59: 50 what? write 50s
              8 |       - http: {url: http://host-3/, status: 999, latency: 50}
                |                                                           ^~
            s.yaml:9:47: /a(/ is no regular expression: expected ')'
              9 |       - http: {url: http://host-3/, contains: /a(/, json: {a: [1]}}
                |                                               ^~~~
            s.yaml:9:63: expected a scalar, a /pattern/ or a bound, found a list
              9 |       - http: {url: http://host-3/, contains: /a(/, json: {a: [1]}}
                |                                                               ^
            s.yaml:10:21: 'x' is no port
              10 |       - http: {url: "http://host-3:x/", headers: [a]}
                 |                     ^~~~~~~~~~~~~~~~~~
            """),
        GoldenCase(
            "round-robin",
            """
            topology: three-node
            steps:
              - expect:
                  - round-robin: {http: http://host-3/}
                  - round-robin: {http: http://host-3/, among: []}
                  - round-robin: {http: http://host-3/, requests: 1, among: [host-1/simple, host-2/simple]}
                  - round-robin: {http: http://host-3/, among: [simple, host-1]}
                  - round-robin: {http: http://host-3/, among: [host-1/simple, host-1/simple]}
                  - round-robin: {http: http://host-3/, among: [host-1/simple], order: strict, tolerance: 1}
            """,
            """
            s.yaml:4:9: a round-robin check needs 'among'
              4 |       - round-robin: {http: http://host-3/}
                |         ^~~~~~~~~~~
            s.yaml:5:52: 'among' names no instance
              5 |       - round-robin: {http: http://host-3/, among: []}
                |                                                    ^
            s.yaml:6:45: 1 requests can't reach 2 instances
              6 |       - round-robin: {http: http://host-3/, requests: 1, among: [host-1/simple, host-2/simple]}
                |                                             ^~~~~~~~
            s.yaml:7:53: 'simple' is no instance
              7 |       - round-robin: {http: http://host-3/, among: [simple, host-1]}
                |                                                     ^~~~~~ write HOST/simple
            s.yaml:7:61: 'host-1' is no instance
              7 |       - round-robin: {http: http://host-3/, among: [simple, host-1]}
                |                                                             ^~~~~~ write host-1/SERVICE
            s.yaml:8:45: host-1/simple is named twice
              8 |       - round-robin: {http: http://host-3/, among: [host-1/simple, host-1/simple]}
                |                                             ^~~~~
            s.yaml:9:84: a strict order has no tolerance: write order: fair
              9 |       - round-robin: {http: http://host-3/, among: [host-1/simple], order: strict, tolerance: 1}
                |                                                                                    ^~~~~~~~~
            """),
        GoldenCase(
            "members and leaders",
            """
            topology: three-node
            steps:
              - expect:
                  - members: {}
                  - members: {alive: [host-1, client], failed: host-1}
                  - leader: {is: two}
                  - leader: {is: none, among: host-1}
                  - leader: {among: client}
                  - leaders-per-term: {}
                  - leaders-per-term: {at-most: -1}
            """,
            """
            s.yaml:4:9: members how? add alive, failed or left
              4 |       - members: {}
                |         ^~~~~~~
            s.yaml:5:35: client is no member: it runs no discovery agent
              5 |       - members: {alive: [host-1, client], failed: host-1}
                |                                   ^~~~~~
            s.yaml:5:52: host-1 can't be both alive and failed
              5 |       - members: {alive: [host-1, client], failed: host-1}
                |                                                    ^~~~~~
            s.yaml:6:22: 'two' is none of one, none or changed
              6 |       - leader: {is: two}
                |                      ^~~
            s.yaml:7:28: nobody can lead among hosts where there is no leader
              7 |       - leader: {is: none, among: host-1}
                |                            ^~~~~
            s.yaml:8:18: client is no discovery server
              8 |       - leader: {among: client}
                |                  ^~~~~
            s.yaml:9:9: a leaders-per-term check needs 'at-most'
              9 |       - leaders-per-term: {}
                |         ^~~~~~~~~~~~~~~~
            s.yaml:10:37: -1 is out of range: it must be at least 0
              10 |       - leaders-per-term: {at-most: -1}
                 |                                     ^~
            """),
        GoldenCase(
            "catalog, health and keys",
            """
            topology: three-node
            steps:
              - expect:
                  - catalog: {instances: 2}
                  - catalog: {service: simple, instances: many, passing: ">= x"}
                  - health: {service: simple, passing: [host-1/simple, host-8]}
                  - kv: {value: 1}
                  - kv: {key: a, value: /(/}
            """,
            """
            s.yaml:4:9: a catalog check needs 'service'
              4 |       - catalog: {instances: 2}
                |         ^~~~~~~
            s.yaml:5:47: 'many' is neither a host nor an address
              5 |       - catalog: {service: simple, instances: many, passing: ">= x"}
                |                                               ^~~~
            s.yaml:5:62: '>= x' is no bound: write it like 3 or ">= 2"
              5 |       - catalog: {service: simple, instances: many, passing: ">= x"}
                |                                                              ^~~~~~
            s.yaml:6:60: 'host-8' is neither a host nor an address
              6 |       - health: {service: simple, passing: [host-1/simple, host-8]}
                |                                                            ^~~~~~ did you mean 'host-3'?
            s.yaml:7:9: a kv check needs 'key'
              7 |       - kv: {value: 1}
                |         ^~
            s.yaml:8:29: /(/ is no regular expression: expected ')'
              8 |       - kv: {key: a, value: /(/}
                |                             ^~~
            """),
        GoldenCase(
            "processes, reach and logs",
            """
            topology: three-node
            steps:
              - expect:
                  - process: {target: host-1}
                  - process: {target: leader}
                  - process: {target: host-1/simple, state: dead}
                  - process: {target: host-1/simple, state: running, exit: 0}
                  - reach: {from: host-1}
                  - reach: {to: host-9, port: 0}
                  - log: {target: host-1}
                  - log: {target: host-1, matches: '/[/'}
            """,
            """
            s.yaml:4:27: 'host-1' is a host; name what runs on it, as host-1/…
              4 |       - process: {target: host-1}
                |                           ^~~~~~
            s.yaml:5:27: 'leader' is a host; write leader/…
              5 |       - process: {target: leader}
                |                           ^~~~~~
            s.yaml:6:49: 'dead' is none of running, exited, signaled or paused
              6 |       - process: {target: host-1/simple, state: dead}
                |                                                 ^~~~
            s.yaml:7:58: a process that is running has no exit code
              7 |       - process: {target: host-1/simple, state: running, exit: 0}
                |                                                          ^~~~
            s.yaml:8:9: a reach check needs 'to'
              8 |       - reach: {from: host-1}
                |         ^~~~~
            s.yaml:9:21: unknown host 'host-9'
              9 |       - reach: {to: host-9, port: 0}
                |                     ^~~~~~ did you mean 'host-3'?
            s.yaml:9:35: 0 is out of range: it must be at least 1
              9 |       - reach: {to: host-9, port: 0}
                |                                   ^
            s.yaml:10:9: a log check needs 'matches'
              10 |       - log: {target: host-1}
                 |         ^~~
            s.yaml:11:40: /[/ is no regular expression: expected custom character class members
              11 |       - log: {target: host-1, matches: '/[/'}
                 |                                        ^~~~~
            """),
        GoldenCase(
            "traffic",
            """
            topology: three-node
            traffic:
              browse: {http: http://host-3/}
            steps:
              - expect:
                  - traffic: browse
                  - traffic: {brows: {errors: 1%}}
                  - traffic: {browse: {}}
                  - traffic:
                      browse:
                        error: 1%
                        errors: 0.05
                        outage: 3
                        latency: 5ms
                        distribution: 5
            """,
            """
            s.yaml:6:18: expected a mapping from the traffic's name to what must hold, found 'browse'
              6 |       - traffic: browse
                |                  ^~~~~~
            s.yaml:7:19: unknown traffic 'brows'
              7 |       - traffic: {brows: {errors: 1%}}
                |                   ^~~~~ did you mean 'browse'?
            s.yaml:8:19: what must hold? add errors, outage, latency or distribution
              8 |       - traffic: {browse: {}}
                |                   ^~~~~~
            s.yaml:11:13: unknown key 'error' in a traffic check
              11 |             error: 1%
                 |             ^~~~~ did you mean 'errors'?
            s.yaml:12:21: 0.05 of what? write 5%
              12 |             errors: 0.05
                 |                     ^~~~
            s.yaml:13:21: 3 what? write 3s
              13 |             outage: 3
                 |                     ^
            s.yaml:14:22: expected a latency as a mapping, found '5ms'
              14 |             latency: 5ms
                 |                      ^~~
            s.yaml:15:27: 5 of what? write 5%
              15 |             distribution: 5
                 |                           ^
            """),
        GoldenCase(
            "any, all and not",
            """
            topology: three-node
            steps:
              - expect:
                  - any: []
                  - not: 5
                  - all: [{dns: {}}]
                  - any: {foo: 1}
            """,
            """
            s.yaml:4:9: any needs checks
              4 |       - any: []
                |         ^~~
            s.yaml:5:14: expected a check as a mapping, such as dns: {query: …}, found '5'
              5 |       - not: 5
                |              ^
            s.yaml:6:16: a dns check needs 'query'
              6 |       - all: [{dns: {}}]
                |                ^~~
            s.yaml:7:15: unknown check 'foo'
              7 |       - any: {foo: 1}
                |               ^~~
            """),
    ]
}
