extension GoldenCase {
    /// Component definition files with mistakes.
    static let componentErrors: [GoldenCase] = [
        GoldenCase(
            "nothing but a name",
            """
            component: x
            """,
            """
            c.yaml:1:1: a component definition needs 'command'
              1 | component: x
                | ^~~~~~~~~
            """),
        GoldenCase(
            "values of the wrong type",
            """
            component: my thing
            role: registratr
            command: ./run -x
            env: [A]
            files: {etc/x: a}
            data: var/lib
            ready: {status: 200, within: 5}
            stop: {signal: TRM, grace: 5}
            reload: {}
            requires: consul
            comand: x
            """,
            """
            c.yaml:1:1: 'my thing' is no name: write letters, digits, '-', '_' and '.'
              1 | component: my thing
                | ^~~~~~~~~
            c.yaml:2:7: 'registratr' is none of discovery, registrator, load-balancer, scheduler or custom
              2 | role: registratr
                |       ^~~~~~~~~~ did you mean 'registrator'?
            c.yaml:3:10: expected a list of the program and its arguments, found './run -x'
              3 | command: ./run -x
                |          ^~~~~~~~ write [./run, -x]
            c.yaml:4:7: 'A' has no value: write A=value
              4 | env: [A]
                |       ^
            c.yaml:5:9: 'etc/x' is no absolute path
              5 | files: {etc/x: a}
                |         ^~~~~
            c.yaml:6:7: 'var/lib' is no absolute path
              6 | data: var/lib
                |       ^~~~~~~
            c.yaml:7:1: a readiness test needs either http or tcp
              7 | ready: {status: 200, within: 5}
                | ^~~~~
            c.yaml:7:9: 'status' belongs to http
              7 | ready: {status: 200, within: 5}
                |         ^~~~~~
            c.yaml:7:30: 5 what? write 5s
              7 | ready: {status: 200, within: 5}
                |                              ^
            c.yaml:8:16: unknown signal 'TRM'
              8 | stop: {signal: TRM, grace: 5}
                |                ^~~ did you mean 'SIGTERM'?
            c.yaml:8:28: 5 what? write 5s
              8 | stop: {signal: TRM, grace: 5}
                |                            ^
            c.yaml:11:1: unknown key 'comand' in a component definition
              11 | comand: x
                 | ^~~~~~ did you mean 'command'?
            """),
        GoldenCase(
            "templates that are not closed",
            """
            component: x
            command: ["{{host.address"]
            files:
              /a: "{{#discovery.servers}}x"
              /b: "{{#a}}{{/b}}"
              /c: "{{/a}}"
            """,
            """
            c.yaml:2:11: a template's '{{' is not closed
              2 | command: ["{{host.address"]
                |           ^~~~~~~~~~~~~~~~
            c.yaml:4:7: a template's '{{#discovery.servers}}' is not closed
              4 |   /a: "{{#discovery.servers}}x"
                |       ^~~~~~~~~~~~~~~~~~~~~~~~~
            c.yaml:5:7: a template's '{{/b}}' stands where '{{/a}}' should
              5 |   /b: "{{#a}}{{/b}}"
                |       ^~~~~~~~~~~~~~
            c.yaml:6:7: a template's '{{/a}}' closes nothing
              6 |   /c: "{{/a}}"
                |       ^~~~~~~~
            """),
        GoldenCase(
            "an empty command",
            """
            component: x
            command: []
            """,
            """
            c.yaml:2:10: the command is empty
              2 | command: []
                |          ^
            """),
        GoldenCase(
            "files that follow the catalog",
            """
            component: x
            command: [x]
            files: {/etc/a: ""}
            render:
              /etc/a: ""
              etc/b: |
                one
                {{#services}}
            defaults: [a]
            resolver: yes
            """,
            """
            c.yaml:5:3: '/etc/a' is among 'files' already
              5 |   /etc/a: ""
                |   ^~~~~~
            c.yaml:6:3: 'etc/b' is no absolute path
              6 |   etc/b: |
                |   ^~~~~
            c.yaml:6:10: a template's '{{#services}}' is not closed (line 2 of the text)
              6 |   etc/b: |
                |          ^
            c.yaml:9:11: expected a mapping from keys to values, found a list
              9 | defaults: [a]
                |           ^
            c.yaml:10:11: expected true or false, found 'yes'
              10 | resolver: yes
                 |           ^~~ write true
            """),
    ]
}
