extension HTMLReport {
    /// How the page looks, by day and by night.
    static let style = """
        :root {
          color-scheme: light dark;
          --page: #f1f5f9; --card: #ffffff; --ink: #0f172a; --soft: #475569; --faint: #94a3b8;
          --line: #e2e8f0; --good: #15803d; --good-soft: #bbf7d0; --bad: #b91c1c;
          --bad-soft: #fecaca; --warn: #b45309; --warn-soft: #fde68a; --accent: #1d4ed8;
          --fault: #ea580c; --fault-soft: rgb(234 88 12 / .09); --code: #f8fafc;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #0b1120; --card: #111c33; --ink: #e2e8f0; --soft: #a3b1c6; --faint: #64748b;
            --line: #24324d; --good: #4ade80; --good-soft: #14532d; --bad: #f87171;
            --bad-soft: #7f1d1d; --warn: #fbbf24; --warn-soft: #713f12; --accent: #93c5fd;
            --fault: #fb923c; --fault-soft: rgb(251 146 60 / .10); --code: #0d1730;
          }
        }
        * { box-sizing: border-box }
        body {
          margin: 0; background: var(--page); color: var(--ink);
          font: 15px/1.5 system-ui, Inter, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif;
        }
        main { max-width: 1120px; margin: 0 auto; padding: 28px 20px 60px }
        header { display: flex; gap: 16px; align-items: center; margin-bottom: 22px }
        header .mark {
          flex: none; width: 52px; height: 52px; border-radius: 50%; font-size: 28px;
          display: grid; place-items: center; color: var(--card);
        }
        header.good .mark { background: var(--good) }
        header.bad .mark { background: var(--bad) }
        h1 { font-size: 24px; line-height: 1.2; margin: 0 }
        header p { margin: 4px 0 0; color: var(--soft) }
        h2 { font-size: 18px; margin: 0 0 12px; display: flex; align-items: center; gap: 10px }
        h3 { font-size: 14px; margin: 20px 0 6px; color: var(--soft) }
        .card {
          background: var(--card); border: 1px solid var(--line); border-radius: 12px;
          padding: 20px 22px; margin-bottom: 18px;
        }
        .badge, .chip {
          font-size: 12px; font-weight: 600; border-radius: 99px; padding: 2px 10px;
          border: 1px solid var(--line); color: var(--soft); white-space: nowrap;
        }
        .good .badge { background: var(--good-soft); color: var(--good); border: 0 }
        .bad .badge { background: var(--bad-soft); color: var(--bad); border: 0 }
        .warn .badge { background: var(--warn-soft); color: var(--warn); border: 0 }
        .chip { color: var(--accent) }
        .chip.fault { color: var(--fault) }
        .facts { display: flex; flex-wrap: wrap; gap: 8px 26px; margin: 0 0 16px }
        .facts div { min-width: 0 }
        dt { font-size: 12px; color: var(--faint) }
        dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere }
        .measure dd { color: var(--accent); font-weight: 600 }
        .timeline { display: block; width: 100%; height: auto; margin: 4px 0 14px }
        .timeline text { font-size: 11px; fill: var(--ink) }
        .timeline .axis { fill: var(--faint) }
        .timeline .grid { stroke: var(--line) }
        .timeline .shade { fill: var(--fault-soft) }
        .stepbar.good rect { fill: var(--good-soft) }
        .stepbar.bad rect { fill: var(--bad-soft) }
        .stepbar.warn rect { fill: var(--warn-soft) }
        .stepbar.idle rect { fill: var(--line) }
        .faultbar rect { fill: var(--fault); opacity: .3 }
        circle.held { fill: var(--good) }
        circle.missed { fill: var(--bad) }
        circle.action { fill: var(--accent) }
        circle.measure, circle.note { fill: var(--faint) }
        .legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: -6px 0 14px; font-size: 12px }
        .legend span { color: var(--soft); display: flex; align-items: center; gap: 6px }
        .legend i { width: 8px; height: 8px; border-radius: 50%; background: var(--accent) }
        .legend .held { background: var(--good) }
        .legend .missed { background: var(--bad) }
        .legend .window { background: var(--fault); opacity: .4; border-radius: 2px; width: 14px }
        .steps { list-style: none; margin: 0; padding: 0 }
        .steps > li { border-top: 1px solid var(--line); padding: 7px 0 }
        .step { display: flex; align-items: baseline; gap: 10px }
        .step .name { flex: 1; min-width: 0; overflow-wrap: anywhere }
        .step .when, .step .time { color: var(--soft); font-variant-numeric: tabular-nums }
        .step .time { min-width: 76px; text-align: right; color: var(--ink) }
        .step .mark { width: 16px; font-weight: 700; color: var(--faint) }
        li.good .mark, tr.good .mark { color: var(--good) }
        li.bad .mark, tr.bad .mark { color: var(--bad) }
        li.warn .mark, tr.warn .mark { color: var(--warn) }
        li.bad .name { font-weight: 600 }
        li.idle .name { color: var(--faint) }
        .failure {
          margin: 8px 0 10px 26px; padding: 10px 14px; border-left: 3px solid var(--bad);
          background: var(--code); border-radius: 0 8px 8px 0;
        }
        li.warn .failure { border-color: var(--warn) }
        .failure p { margin: 6px 0 }
        .subject { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline }
        .place { color: var(--faint); font-size: 13px }
        .message { color: var(--bad); margin: 4px 0; white-space: pre-wrap; overflow-wrap: anywhere }
        li.warn .message { color: var(--warn) }
        li.idle .message { color: var(--faint); margin-left: 26px }
        pre, .log, .seen, .moments {
          font: 12.5px/1.55 ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace;
        }
        pre { margin: 4px 0; overflow-x: auto }
        mark { background: none; color: inherit; border-bottom: 2px solid var(--bad) }
        table { border-collapse: collapse; width: 100% }
        th { text-align: left; font-size: 12px; font-weight: 500; color: var(--faint) }
        th, td { padding: 4px 14px 4px 0; vertical-align: top }
        td { font-variant-numeric: tabular-nums; overflow-wrap: anywhere }
        tbody td { border-top: 1px solid var(--line) }
        .number { text-align: right; white-space: nowrap }
        .seen, .log, .moments { width: auto }
        .seen td, .log td, .moments td { border: 0; padding: 1px 14px 1px 0 }
        .log .unit { color: var(--faint); white-space: nowrap }
        .log .number, .moments .number { color: var(--faint) }
        .scroll { overflow-x: auto }
        .plain { list-style: none; padding: 0; margin: 12px 0 0; color: var(--soft) }
        .faint { color: var(--faint) }
        a { color: var(--accent); text-decoration: none }
        a:hover { text-decoration: underline }
        details { margin-top: 14px }
        summary { cursor: pointer; color: var(--soft) }
        .moments { margin-top: 8px }
        tr.held td:last-child::before { content: "✓ "; color: var(--good) }
        tr.missed td:last-child::before { content: "✗ "; color: var(--bad) }
        tr.fault td:last-child { color: var(--fault) }
        tr.measure td:last-child { color: var(--accent) }
        @media print { body { background: none } .card { break-inside: avoid } }

        """
}
