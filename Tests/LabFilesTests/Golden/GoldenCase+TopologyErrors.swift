extension GoldenCase {
    /// Topology files with mistakes.
    static let topologyErrors: [GoldenCase] = [
        GoldenCase(
            "an empty file",
            "",
            """
            t.yaml:1:1: the file is empty
            """),
        GoldenCase(
            "a file of comments",
            """
            # nothing
            """,
            """
            t.yaml:1:1: the file is empty
              1 | # nothing
                | ^
            """),
        GoldenCase(
            "a list",
            """
            - a
            - b
            """,
            """
            t.yaml:1:1: expected a topology file as a mapping, found a list
              1 | - a
                | ^~~
            """),
        GoldenCase(
            "a text",
            """
            just text
            """,
            """
            t.yaml:1:1: expected a topology file as a mapping, found 'just text'
              1 | just text
                | ^~~~~~~~~
            """),
        GoldenCase(
            "a scenario in a topology's place",
            """
            steps: []
            topology: x
            """,
            """
            t.yaml:1:1: this is a scenario, not a topology
              1 | steps: []
                | ^~~~~
            """),
        GoldenCase(
            "neither networks nor hosts",
            """
            name: empty
            """,
            """
            t.yaml:1:1: a topology needs a network, such as networks: {lan: {subnet: 192.168.50.0/24}}
              1 | name: empty
                | ^~~~
            t.yaml:1:1: a topology needs hosts, such as hosts: {host-1: {}}
              1 | name: empty
                | ^~~~
            """),
        GoldenCase(
            "empty networks and hosts",
            """
            networks: {}
            hosts:
            """,
            """
            t.yaml:1:11: a topology needs at least one network
              1 | networks: {}
                |           ^
            t.yaml:2:1: a topology needs hosts, such as hosts: {host-1: {}}
              2 | hosts:
                | ^~~~~
            """),
        GoldenCase(
            "unknown keys at every level",
            """
            nam: x
            networks:
              lan:
                subnet: 10.0.0.0/24
                lnk: {}
                link: {dely: 1ms}
            hosts:
              a: {adress: 10.0.0.1}
            defaults: {rum: x}
            groups:
              big: {cpu: 3}
            components:
              discovery: {lifegard: true, dns_config: {node_tll: 5s}}
            services:
              web: {imag: hello, healthcheck: {htpp: /}}
            """,
            """
            t.yaml:1:1: unknown key 'nam' in a topology file
              1 | nam: x
                | ^~~ did you mean 'name'?
            t.yaml:5:5: unknown key 'lnk' in a network
              5 |     lnk: {}
                |     ^~~ did you mean 'link'?
            t.yaml:6:12: unknown key 'dely' in a link
              6 |     link: {dely: 1ms}
                |            ^~~~ did you mean 'delay'?
            t.yaml:8:7: unknown key 'adress' in a host
              8 |   a: {adress: 10.0.0.1}
                |       ^~~~~~ did you mean 'address'?
            t.yaml:9:12: unknown key 'rum' in host defaults
              9 | defaults: {rum: x}
                |            ^~~ did you mean 'run'?
            t.yaml:11:9: unknown key 'cpu' in a group
              11 |   big: {cpu: 3}
                 |         ^~~ did you mean 'cpus'?
            t.yaml:13:15: unknown key 'lifegard' in a discovery component
              13 |   discovery: {lifegard: true, dns_config: {node_tll: 5s}}
                 |               ^~~~~~~~ did you mean 'lifeguard'?
            t.yaml:13:44: unknown key 'node_tll' in dns_config
              13 |   discovery: {lifegard: true, dns_config: {node_tll: 5s}}
                 |                                            ^~~~~~~~ did you mean 'node_ttl'?
            t.yaml:15:9: unknown key 'imag' in a service
              15 |   web: {imag: hello, healthcheck: {htpp: /}}
                 |         ^~~~ did you mean 'image'?
            t.yaml:15:22: a health check needs one of http, tcp or ttl
              15 |   web: {imag: hello, healthcheck: {htpp: /}}
                 |                      ^~~~~~~~~~~
            t.yaml:15:36: unknown key 'htpp' in a health check
              15 |   web: {imag: hello, healthcheck: {htpp: /}}
                 |                                    ^~~~ did you mean 'http'?
            """),
        GoldenCase(
            "subnets",
            """
            networks:
              a: {subnet: 10.0.0.1/24}
              b: {subnet: 10.0.0/24}
              c:
            hosts: {h: }
            """,
            """
            t.yaml:2:15: 10.0.0.1/24 is an address within a subnet
              2 |   a: {subnet: 10.0.0.1/24}
                |               ^~~~~~~~~~~ write 10.0.0.0/24
            t.yaml:3:15: '10.0.0/24' is no subnet, such as 192.168.50.0/24
              3 |   b: {subnet: 10.0.0/24}
                |               ^~~~~~~~~
            t.yaml:4:3: a network needs 'subnet'
              4 |   c:
                |   ^
            """),
        GoldenCase(
            "links",
            """
            networks:
              lan:
                subnet: 10.0.0.0/24
                link:
                  jitter: 2ms
                  reorder: 5%
                  loss: 0.05
                  corrupt: 120%
                  rate: 10mbps
            hosts: {h: }
            """,
            """
            t.yaml:5:7: jitter is around a delay: give a delay too
              5 |       jitter: 2ms
                |       ^~~~~~
            t.yaml:6:7: reorder needs a delay: packets overtake those that wait
              6 |       reorder: 5%
                |       ^~~~~~~
            t.yaml:7:13: 0.05 of what? write 5%
              7 |       loss: 0.05
                |             ^~~~
            t.yaml:8:16: 120% is more than everything: write 0% to 100%
              8 |       corrupt: 120%
                |                ^~~~
            t.yaml:9:13: '10mbps' is no rate of bits: write 10mbit
              9 |       rate: 10mbps
                |             ^~~~~~
            """),
        GoldenCase(
            "addresses",
            """
            networks: {lan: {subnet: 10.0.0.0/24}}
            hosts:
              a: {address: 10.0.0.5}
              b: {address: 10.0.0.5}
              c: {address: 10.0.1.1}
              d: {address: 10.0.0.255}
              e: {address: 10.0.0.0}
              f: {address: ten}
              g: {addresses: {wan: 10.0.0.9}}
              h: {address: 10.0.0.7, addresses: {lan: 10.0.0.8}}
              i: {networks: [lam]}
            """,
            """
            t.yaml:4:16: a has the address 10.0.0.5 already
              4 |   b: {address: 10.0.0.5}
                |                ^~~~~~~~
            t.yaml:5:16: 10.0.1.1 is not in lan, which is 10.0.0.0/24
              5 |   c: {address: 10.0.1.1}
                |                ^~~~~~~~
            t.yaml:6:16: 10.0.0.255 is the broadcast address of lan, which is 10.0.0.0/24
              6 |   d: {address: 10.0.0.255}
                |                ^~~~~~~~~~
            t.yaml:7:16: 10.0.0.0 is the network's own address of lan, which is 10.0.0.0/24
              7 |   e: {address: 10.0.0.0}
                |                ^~~~~~~~
            t.yaml:8:16: 'ten' is no IPv4 address, such as 192.168.50.101
              8 |   f: {address: ten}
                |                ^~~
            t.yaml:9:19: unknown network 'wan'
              9 |   g: {addresses: {wan: 10.0.0.9}}
                |                   ^~~ did you mean 'lan'?
            t.yaml:10:26: give either 'address' or 'addresses'
              10 |   h: {address: 10.0.0.7, addresses: {lan: 10.0.0.8}}
                 |                          ^~~~~~~~~
            t.yaml:11:18: unknown network 'lam'
              11 |   i: {networks: [lam]}
                 |                  ^~~ did you mean 'lan'?
            """),
        GoldenCase(
            "a network that is full",
            """
            networks: {lan: {subnet: 10.0.0.0/30}}
            hosts:
              a-: {count: 3}
            """,
            """
            t.yaml:3:3: lan has no address left for a-3: 10.0.0.0/30 is full
              3 |   a-: {count: 3}
                |   ^~
            """),
        GoldenCase(
            "hosts' names",
            """
            networks: {lan: {subnet: 10.0.0.0/24}}
            hosts:
              a_b:
              -x:
              leader:
              10.0.0.1:
              many-:
              some: {count: 3}
              none-: {count: 0}
              n-1:
              n-: {count: 2}
              web:
              WEB:
              t1..io:
            """,
            """
            t.yaml:3:3: 'a_b' is no host name: write letters, digits and '-', and begin and end with a letter or digit
              3 |   a_b:
                |   ^~~
            t.yaml:4:3: '-x' is no host name: write letters, digits and '-', and begin and end with a letter or digit
              4 |   -x:
                |   ^~
            t.yaml:5:3: 'leader' means something else in a scenario: choose another name
              5 |   leader:
                |   ^~~~~~
            t.yaml:6:3: '10.0.0.1' is an address, not a name
              6 |   10.0.0.1:
                |   ^~~~~~~~
            t.yaml:7:3: a host's name can't end in '-' (with 'count: 3' it stands for many-1 and so on)
              7 |   many-:
                |   ^~~~~
            t.yaml:8:10: a count needs a name that ends in '-'
              8 |   some: {count: 3}
                |          ^~~~~ write some-: {count: …}
            t.yaml:9:18: 0 is out of range: it must be at least 1
              9 |   none-: {count: 0}
                |                  ^
            t.yaml:11:3: there is a host 'n-1' already, from line 10
              11 |   n-: {count: 2}
                 |   ^~
            t.yaml:13:3: there is a host 'WEB' already, from line 12
              13 |   WEB:
                 |   ^~~
            t.yaml:14:3: 't1..io' has an empty label
              14 |   t1..io:
                 |   ^~~~~~
            """),
        GoldenCase(
            "hosts' limits and groups",
            """
            networks: {lan: {subnet: 10.0.0.0/24}}
            hosts:
              a:
                cpus: -1
                memory: 64
                disk: 5XB
                group: bg
            groups: {big: {}}
            """,
            """
            t.yaml:4:11: expected a number above zero, found -1.0
              4 |     cpus: -1
                |           ^~
            t.yaml:5:13: 64 what? write 64MiB
              5 |     memory: 64
                |             ^~
            t.yaml:6:11: unknown unit 'XB': write 5MiB or 5MB
              6 |     disk: 5XB
                |           ^~~
            t.yaml:7:12: unknown group 'bg'
              7 |     group: bg
                |            ^~
            """),
        GoldenCase(
            "what hosts run",
            """
            networks: {lan: {subnet: 10.0.0.0/24}}
            hosts:
              a: {run: [discovry, registrator, registrator, web]}
            components: {discovery: , registrator: }
            services: {web: }
            """,
            """
            t.yaml:3:13: unknown component 'discovry'
              3 |   a: {run: [discovry, registrator, registrator, web]}
                |             ^~~~~~~~ did you mean 'discovery'?
            t.yaml:3:36: registrator is named twice
              3 |   a: {run: [discovry, registrator, registrator, web]}
                |                                    ^~~~~~~~~~~
            t.yaml:3:49: 'web' is a service, not a component: start it with its 'on'
              3 |   a: {run: [discovry, registrator, registrator, web]}
                |                                                 ^~~
            """),
        GoldenCase(
            "a discovery component",
            """
            networks: {lan: {subnet: 10.0.0.0/24}}
            hosts:
              host-1: {run: discovery}
              host-2:
            components:
              discovery:
                servers: [host-1, host-2, host-3]
                raft_multiplier: 11
                bootstrap: yes
                dns_config: {udp_answer_limit: many}
                services:
                  - {port: 80}
                  - {name: web, check: {http: http://x/, ttl: 5s}}
                  - {name: db, checks: [{tcp: "x:1"}], on: host-2}
            """,
            """
            t.yaml:7:23: host-2 does not run discovery
              7 |     servers: [host-1, host-2, host-3]
                |                       ^~~~~~
            t.yaml:7:31: unknown host 'host-3'
              7 |     servers: [host-1, host-2, host-3]
                |                               ^~~~~~ did you mean 'host-2'?
            t.yaml:8:22: 11 is out of range: it must be at most 10
              8 |     raft_multiplier: 11
                |                      ^~
            t.yaml:9:16: expected true or false, found 'yes'
              9 |     bootstrap: yes
                |                ^~~ write true
            t.yaml:10:36: expected a whole number, found 'many'
              10 |     dns_config: {udp_answer_limit: many}
                 |                                    ^~~~
            t.yaml:12:9: a service definition needs 'name'
              12 |       - {port: 80}
                 |         ^
            t.yaml:13:28: a check is of one kind: both http and ttl
              13 |       - {name: web, check: {http: http://x/, ttl: 5s}}
                 |                            ^
            t.yaml:13:28: a check with 'http' needs 'interval'
              13 |       - {name: web, check: {http: http://x/, ttl: 5s}}
                 |                            ^
            t.yaml:14:29: a check with 'tcp' needs 'interval'
              14 |       - {name: db, checks: [{tcp: "x:1"}], on: host-2}
                 |                             ^
            t.yaml:14:48: host-2 does not run discovery
              14 |       - {name: db, checks: [{tcp: "x:1"}], on: host-2}
                 |                                                ^~~~~~
            """),
        GoldenCase(
            "roles and programs",
            """
            networks: {lan: {subnet: 10.0.0.0/24}}
            hosts: {a: }
            components:
              lb: {role: loadbalancer}
              x: {use: nginx, role: discovery}
              y: {role: custom}
              z: {}
              v: {role: custom, use: consl}
              w: {role: custom, use: ./none.yaml}
            """,
            """
            t.yaml:4:14: 'loadbalancer' is none of discovery, registrator, load-balancer, scheduler or custom
              4 |   lb: {role: loadbalancer}
                |              ^~~~~~~~~~~~ did you mean 'load-balancer'?
            t.yaml:5:7: nginx is for the role 'load-balancer'
              5 |   x: {use: nginx, role: discovery}
                |       ^~~
            t.yaml:6:7: there is no built-in component for the role 'custom': let 'use' name a definition
              6 |   y: {role: custom}
                |       ^~~~
            t.yaml:7:3: a component needs 'role': discovery, registrator, scheduler, custom or load-balancer
              7 |   z: {}
                |   ^
            t.yaml:8:26: no component definition 'consl'
              8 |   v: {role: custom, use: consl}
                |                          ^~~~~ did you mean 'consul'?
            t.yaml:9:26: no component definition './none.yaml'
              9 |   w: {role: custom, use: ./none.yaml}
                |                          ^~~~~~~~~~~
            """),
        GoldenCase(
            "a load balancer",
            """
            networks: {lan: {subnet: 10.0.0.0/24}}
            hosts: {a: }
            components:
              lb:
                role: load-balancer
                listen: 70000
                service: simpel
                personality: apache
                max_fails: "1"
            services: {simple: }
            """,
            """
            t.yaml:6:13: 70000 is out of range: it must be at most 65535
              6 |     listen: 70000
                |             ^~~~~
            t.yaml:7:14: unknown service 'simpel'
              7 |     service: simpel
                |              ^~~~~~ did you mean 'simple'?
            t.yaml:8:18: 'apache' is none of nginx or haproxy
              8 |     personality: apache
                |                  ^~~~~~
            t.yaml:9:16: expected a whole number, found '1'
              9 |     max_fails: "1"
                |                ^~~ write 1, without quotes
            """),
        GoldenCase(
            "services",
            """
            networks: {lan: {subnet: 10.0.0.0/24}}
            hosts: {host-1: }
            services:
              web:
                ports: [0, "80:x", 5000, 5000, 99/udp]
                env: [A]
                healthcheck: {http: /, tcp: true}
                on: [host-2]
              w2: {healthcheck: {}}
              w3: {healthcheck: {ttl: 5s, interval: 1s}}
              w4: {healthcheck: {http: health, interval: 5}}
            """,
            """
            t.yaml:5:13: '0' is no port: write 5000, or "8080:5000" for port 8080 of the host
              5 |     ports: [0, "80:x", 5000, 5000, 99/udp]
                |             ^
            t.yaml:5:16: '80:x' is no port: write 5000, or "8080:5000" for port 8080 of the host
              5 |     ports: [0, "80:x", 5000, 5000, 99/udp]
                |                ^~~~~~
            t.yaml:5:30: port 5000 is exposed already
              5 |     ports: [0, "80:x", 5000, 5000, 99/udp]
                |                              ^~~~
            t.yaml:5:36: services listen on TCP: leave '/udp' out
              5 |     ports: [0, "80:x", 5000, 5000, 99/udp]
                |                                    ^~~~~~
            t.yaml:6:11: 'A' has no value: write A=value
              6 |     env: [A]
                |           ^
            t.yaml:7:28: a health check is of one kind: 'http' is there already
              7 |     healthcheck: {http: /, tcp: true}
                |                            ^~~
            t.yaml:8:10: unknown host 'host-2'
              8 |     on: [host-2]
                |          ^~~~~~ did you mean 'host-1'?
            t.yaml:9:8: a health check needs one of http, tcp or ttl
              9 |   w2: {healthcheck: {}}
                |        ^~~~~~~~~~~
            t.yaml:10:31: with 'ttl' nobody asks, so there is no 'interval'
              10 |   w3: {healthcheck: {ttl: 5s, interval: 1s}}
                 |                               ^~~~~~~~
            t.yaml:11:22: 'health' is no path
              11 |   w4: {healthcheck: {http: health, interval: 5}}
                 |                      ^~~~ write /health
            t.yaml:11:46: 5 what? write 5s
              11 |   w4: {healthcheck: {http: health, interval: 5}}
                 |                                              ^
            """),
        GoldenCase(
            "names that stand for two things",
            """
            networks: {lan: {subnet: 10.0.0.0/24}}
            hosts: {a: {run: b}}
            components: {b: {role: registrator}, servers: {role: registrator}}
            services: {a: , b: , x.1: , "a/b": }
            """,
            """
            t.yaml:3:38: 'servers' means something else in a scenario: choose another name for the component
              3 | components: {b: {role: registrator}, servers: {role: registrator}}
                |                                      ^~~~~~~
            t.yaml:4:12: 'a' is a host already
              4 | services: {a: , b: , x.1: , "a/b": }
                |            ^
            t.yaml:4:17: 'b' is a component already
              4 | services: {a: , b: , x.1: , "a/b": }
                |                 ^
            t.yaml:4:22: 'x.1' would be read as an instance: let it not end in '.' and a number
              4 | services: {a: , b: , x.1: , "a/b": }
                |                      ^~~
            t.yaml:4:29: 'a/b' is no name: write letters, digits, '-', '_' and '.'
              4 | services: {a: , b: , x.1: , "a/b": }
                |                             ^~~~~
            """),
        GoldenCase(
            "a longer way",
            """
            networks:
              lan:
                subnet: 10.0.0.0/24
                between:
                  - {a: [x], b: [y, x], link: {delay: 1ms}}
                  - {a: [x]}
            hosts: {x: }
            """,
            """
            t.yaml:5:18: x is at both ends of the way
              5 |       - {a: [x], b: [y, x], link: {delay: 1ms}}
                |                  ^
            t.yaml:5:22: unknown host 'y'
              5 |       - {a: [x], b: [y, x], link: {delay: 1ms}}
                |                      ^
            t.yaml:6:9: a longer way needs 'b'
              6 |       - {a: [x]}
                |         ^
            t.yaml:6:9: a longer way needs 'link'
              6 |       - {a: [x]}
                |         ^
            """),
        GoldenCase(
            "variables of the environment",
            """
            networks: {lan: {subnet: 10.0.0.0/24}}
            hosts:
              a: {address: ${NOPE}}
              b: {address: "${X:?oops}"}
              c: {address: ${ADDRES}}
              d: {memory: "${"}
            """,
            """
            t.yaml:3:16: the environment has no NOPE: set it, or write ${NOPE:-default}
              3 |   a: {address: ${NOPE}}
                |                ^~~~~~
            t.yaml:4:16: '${X:?oops}' can't be read: write ${X} or ${X:-default}
              4 |   b: {address: "${X:?oops}"}
                |                ^~~~~~~~~~~~
            t.yaml:5:16: the environment has no ADDRES: set it, or write ${ADDRES:-default}
              5 |   c: {address: ${ADDRES}}
                |                ^~~~~~~~ did you mean 'ADDRESS'?
            t.yaml:6:15: '${' is not closed: write ${NAME} or ${NAME:-default}, and $${ for the two characters
              6 |   d: {memory: "${"}
                |               ^~~~
            """),
        GoldenCase(
            "too deep",
            """
            a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
            """,
            """
            t.yaml:1:68: more than 64 levels deep: is a bracket not closed?
              1 | …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]…
                |                                                              ^
            """),
        GoldenCase(
            "aliases that multiply",
            """
            a: &a [x,x,x,x,x,x,x,x,x,x]
            b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]
            c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]
            d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]
            e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]
            f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]
            g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]
            h: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g,*g]
            i: &i [*h,*h,*h,*h,*h,*h,*h,*h,*h,*h]
            """,
            """
            t.yaml:6:29: more than a million values: do aliases multiply here?
              6 | f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]
                |                             ^
            """),
        GoldenCase(
            "images",
            """
            networks: {lan: {subnet: 10.0.0.0/24}}
            hosts: {a: }
            images:
              hello: [x]
              web: {command: []}
              shop: {comand: [x]}
              api: {command: ["{{port"], env: {A: "{{/b}}"}}
              one: ./one
            services: {w: {image: wbe}, o: {image: somebodys}}
            """,
            """
            t.yaml:4:3: 'hello' is built in: choose another name
              4 |   hello: [x]
                |   ^~~~~
            t.yaml:5:18: the command is empty
              5 |   web: {command: []}
                |                  ^
            t.yaml:6:3: an image needs 'command'
              6 |   shop: {comand: [x]}
                |   ^~~~
            t.yaml:6:10: unknown key 'comand' in an image
              6 |   shop: {comand: [x]}
                |          ^~~~~~ did you mean 'command'?
            t.yaml:7:19: a template's '{{' is not closed
              7 |   api: {command: ["{{port"], env: {A: "{{/b}}"}}
                |                   ^~~~~~~~
            t.yaml:7:39: a template's '{{/b}}' closes nothing
              7 |   api: {command: ["{{port"], env: {A: "{{/b}}"}}
                |                                       ^~~~~~~~
            t.yaml:8:8: expected an image as a mapping, found './one'
              8 |   one: ./one
                |        ^~~~~
            t.yaml:9:23: unknown image 'wbe'
              9 | services: {w: {image: wbe}, o: {image: somebodys}}
                |                       ^~~ did you mean 'web'?
            """),
    ]
}
