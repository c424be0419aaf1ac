extension Report {
  /// The page's style: one column, readable on a phone, light and dark.
  static let style = """
    :root { color-scheme: light dark; --ink: #1d2126; --soft: #5d6670; --line: #dfe3e8;
      --page: #ffffff; --card: #f6f7f9; --link: #0b5fad; --held: #1a7f4b; --not: #b3341f;
      --open: #9a6700; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e4e7eb; --soft: #9aa4af;
      --line: #333a42; --page: #14171a; --card: #1d2126; --link: #79b8ff; --held: #56d08d;
      --not: #ff8a73; --open: #e3b341; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 54rem; color: var(--ink);
      background: var(--page); font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", sans-serif; }
    h1 { font-size: 1.75rem; line-height: 1.25; margin: .2rem 0 .4rem; }
    h2 { font-size: 1.15rem; margin: 2.6rem 0 .8rem; padding-top: .6rem;
      border-top: 1px solid var(--line); }
    h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
    a { color: var(--link); }
    .slug { margin: 0; color: var(--soft); font-weight: 600; letter-spacing: .02em; }
    .slug span { font-weight: 400; }
    .citation, .hint, small, figcaption { color: var(--soft); font-size: .9rem; }
    .citation { margin-top: 0; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums;
      min-width: 50%; }
    th, td { text-align: left; padding: .3rem .9rem .3rem 0; vertical-align: top; }
    th { border-bottom: 1.5px solid var(--ink); font-weight: 600; }
    td { border-bottom: 1px solid var(--line); }
    .number { text-align: right; white-space: nowrap; }
    tr.changed td:first-child { box-shadow: inset 3px 0 var(--open); padding-left: .6rem; }
    code, pre { font: .86rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
    pre { overflow-x: auto; padding: .8rem 1rem; background: var(--card); border-radius: 6px; }
    td code { overflow-wrap: anywhere; }
    figure { margin: 0; }
    figure svg { display: block; max-width: 100%; height: auto; background: #ffffff;
      border-radius: 6px; padding: .4rem; border: 1px solid var(--line); }
    ul.claims { list-style: none; padding: 0; }
    .claim { border-left: 4px solid var(--soft); background: var(--card); margin: .7rem 0;
      padding: .6rem 1rem; border-radius: 0 6px 6px 0; }
    .claim p { margin: .1rem 0 .3rem; font-weight: 500; }
    .verdict { font-size: .78rem; font-weight: 700; text-transform: uppercase;
      letter-spacing: .05em; color: var(--soft); }
    .held { border-color: var(--held); } .held .verdict { color: var(--held); }
    .not-held { border-color: var(--not); } .not-held .verdict { color: var(--not); }
    .not-settled, .inconclusive { border-color: var(--open); }
    .not-settled .verdict, .inconclusive .verdict { color: var(--open); }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: 0;
      font-size: .9rem; }
    dt { color: var(--soft); } dd { margin: 0; }
    details { margin: .4rem 0; } summary { cursor: pointer; }
    .ran { color: var(--soft); font-size: .85rem; }
    """

  /// Shows what `run.js` says of the last run: when, how long, what was kept.
  static let script = """
    if (window.run) {
      const time = s => s < 100 ? s.toFixed(1) + " s" : Math.round(s / 60) + " min";
      document.getElementById("run").textContent = "Last run " + run.started + " on " + run.host +
        ", " + time(run.seconds) + (run.commit ? ", commit " + run.commit.slice(0, 12) : "") +
        (run.difference ? " with uncommitted changes" : "") + ".";
      for (const place of document.querySelectorAll("[data-cell]")) {
        const steps = run.cells.filter(c => c.cell === place.dataset.cell);
        const ran = steps.filter(c => c.cause);
        const seconds = ran.reduce((sum, c) => sum + c.seconds, 0);
        place.querySelector(".ran").textContent = !steps.length ? "not needed" :
          !ran.length ? "kept" : "ran" + (steps.length > 1 ? " " + ran.length + " of " +
          steps.length : "") + " in " + time(seconds) + ": " + ran[0].cause;
      }
    }
    """
}
