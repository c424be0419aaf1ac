/// The look of all pages: readable on a phone and in print, light and dark.
enum Style {
  /// Colours, letters, tables and marks.
  static let base = """
    :root { color-scheme: light dark; --ink: #1d2126; --soft: #59626c; --line: #dfe3e8;
      --page: #ffffff; --card: #f5f6f8; --link: #0b5fad; --held: #17754a; --not: #b3341f;
      --open: #8a5d00; --code-k: #8a2f96; --code-s: #a33a1c; --code-n: #1c5fb8; --code-t: #1d6b7a;
      --code-c: #68727d; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e4e7eb; --soft: #9aa4af;
      --line: #333a42; --page: #14171a; --card: #1d2126; --link: #79b8ff; --held: #56d08d;
      --not: #ff8a73; --open: #e3b341; --code-k: #d59bf6; --code-s: #f0a684; --code-n: #8cbcff;
      --code-t: #7fd1e0; --code-c: #8d97a3; } }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0 auto; padding: 1.5rem 1rem 4rem; color: var(--ink); background: var(--page);
      font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: break-word; }
    h1 { font-size: 1.75rem; line-height: 1.25; margin: .2rem 0 .4rem; text-wrap: balance; }
    h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.8rem 0 .8rem; }
    h3 { font-size: 1rem; margin: 1.8rem 0 .5rem; }
    a { color: var(--link); }
    .hint, small, figcaption { color: var(--soft); font-size: .88rem; }
    .number small { font-size: .82rem; }
    .wide { overflow-x: auto; background: linear-gradient(to left, var(--page) 30%, transparent)
      right / 3rem 100% no-repeat local, linear-gradient(to left, var(--line), transparent)
      right / .8rem 100% no-repeat scroll; }
    table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
    th, td { text-align: left; padding: .28rem 1.1rem .28rem 0; vertical-align: top; }
    th { border-bottom: 1.5px solid var(--ink); font-weight: 600; vertical-align: bottom; }
    td { border-bottom: 1px solid var(--line); }
    tbody tr:hover td { background: var(--card); }
    th.number, td.number { text-align: right; } td.number { padding-left: .4rem; white-space: nowrap; }
    .short { white-space: nowrap; } td:not(.short):not(.number) { min-width: 14rem; }
    code, pre { font: .86rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
    pre { overflow-x: auto; padding: .8rem 1rem; background: var(--card); border-radius: 6px; }
    td code { overflow-wrap: anywhere; }
    .marks { display: flex; flex-wrap: wrap; gap: .4rem; margin: .4rem 0; }
    .mark { border: 1px solid currentColor; border-radius: 99px; padding: 0 .6rem;
      font-size: .82rem; white-space: nowrap; color: var(--soft); }
    .mark.held { color: var(--held); } .mark.not-held { color: var(--not); }
    .mark.open { color: var(--open); }
    """

  /// The report: one column, its contents beside it where there is room.
  static let report = """
    body { max-width: 54rem; }
    .slug { margin: 0; color: var(--soft); font-weight: 600; letter-spacing: .02em; }
    .slug span { font-weight: 400; }
    .citation { color: var(--soft); margin-top: 0; }
    h2 { padding-top: .7rem; border-top: 1px solid var(--line); }
    .note h2 { font-size: 1.15rem; border: 0; margin-bottom: .3rem; }
    nav { font-size: .9rem; } nav ul { list-style: none; padding: 0; margin: .4rem 0; }
    nav li { margin: .15rem 0; line-height: 1.35; } nav a { text-decoration: none; }
    nav .inner { padding-left: .9rem; font-size: .95em; } nav .inner a { color: var(--soft); }
    @media (min-width: 84rem) {
      body { margin-left: max(18rem, calc(50vw - 27rem)); }
      .wide:has(table) { max-width: min(calc(50vw + 25rem), calc(100vw - 20rem)); }
      nav { position: fixed; top: 1.5rem; bottom: 1rem; left: 1.2rem; width: 15rem;
        overflow-y: auto; }
      nav summary { font-weight: 600; }
    }
    #parameters td, #provenance td { min-width: 0; }
    #parameters td:first-child code { white-space: nowrap; }
    @media (min-width: 60rem) { .wide:has(table) { width: max-content; min-width: 100%;
      max-width: calc(50vw + 25rem); } }
    tr.changed td:first-child { box-shadow: inset 3px 0 var(--open); padding-left: .6rem; }
    tr.changed td { background: var(--card); }
    section table { min-width: 50%; }
    .note { max-width: 44rem; }
    .origin { margin: .3rem 0 0; } .origin a { color: inherit; }
    figure { margin: 0; }
    figure svg { display: block; max-width: 100%; height: auto; background: #ffffff;
      min-width: calc(var(--width) * .7px); border-radius: 6px; border: 1px solid var(--line); }
    @media (prefers-color-scheme: dark) { figure:not(.pictures) svg { filter: invert(.9)
      hue-rotate(180deg); border-color: #ccc5bd; } }
    figcaption p { margin: .4rem 0 0; }
    ul.claims { list-style: none; padding: 0; }
    .claim { border-left: 4px solid var(--soft); background: var(--card); margin: .6rem 0;
      padding: .55rem 1rem; border-radius: 0 6px 6px 0; break-inside: avoid; }
    .claim p { margin: .1rem 0 .2rem; font-weight: 550; }
    .verdict { font-size: .76rem; font-weight: 700; text-transform: uppercase;
      letter-spacing: .05em; color: var(--soft); }
    .claim.held { border-color: var(--held); } .held .verdict { color: var(--held); }
    .claim.not-held { border-color: var(--not); } .not-held .verdict { color: var(--not); }
    .claim.open { border-color: var(--open); } .open .verdict { color: var(--open); }
    dl { display: flex; flex-wrap: wrap; gap: .05rem 1.4rem; margin: 0; font-size: .88rem; }
    dl div { display: flex; gap: .5rem; } dt { color: var(--soft); } dd { margin: 0; }
    .strip { width: 13rem; max-width: 100%; height: 1.45rem; display: block; margin: .1rem 0; }
    @media (min-width: 44rem) { .strip { float: right; margin: 0 0 0 1rem; } }
    .strip line { stroke: var(--ink); stroke-width: 2; } .strip .axis { stroke: var(--soft); opacity: .6;
      stroke-width: 1.5; } .strip .reach { stroke-width: 3.5; stroke: var(--soft); }
    .strip .paper { stroke: var(--link); stroke-width: 2.5; } .strip circle { fill: var(--ink); }
    details { margin: .3rem 0; } summary { cursor: pointer; }
    .cell { margin: .3rem 0; } .cell pre { margin: .3rem 0 .8rem; }
    .ran { color: var(--soft); font-size: .85rem; }
    .k { color: var(--code-k); } .s { color: var(--code-s); } .n { color: var(--code-n); }
    .t { color: var(--code-t); } .c { color: var(--code-c); font-style: italic; }
    @media (max-width: 40rem) { body { padding-top: 1rem; } h1 { font-size: 1.4rem; }
      td:first-child, th:first-child { position: sticky; left: 0; background: var(--page);
        min-width: 6.5rem; max-width: 40vw; white-space: normal; } }
    @media print { :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb;
        --page: #fff; --card: #f5f5f5; --link: #000; --held: #0a5a34; --not: #8f2312;
        --open: #6b4800; }
      body { max-width: none; margin: 0; padding: 0; font-size: 10pt; } nav { display: none; }
      figure:not(.pictures) svg { filter: none; } figure svg { border: 0; min-width: 0; } figure, tr { break-inside: avoid; }
      h2, h3 { break-after: avoid; } .wide { overflow: visible; } pre { white-space: pre-wrap; }
      table { font-size: 8pt; } th, td { padding-right: .5rem; }
      th.number, td.number, .short { white-space: normal; } .number small { font-size: 7pt; } }
    """
}

extension Style {
  /// A whole page: what is the same at all heads, and the body as given.
  static func page(title: String, style: String, body: String) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="generator" content="Reprise">
    <title>\(Prose.escaped(title))</title>
    <style>
    \(base)
    \(style)
    </style>
    </head>
    <body>
    \(body)
    </body>
    </html>

    """
  }

  /// Whether an SVG holds photographs or the like, which a dark page must show as they are.
  static func isPictorial(_ drawing: String) -> Bool { drawing.contains("<image") }
}

extension Report {
  /// Shows what `run.js` says of the last run: when, how long, what was kept; opens everything for
  /// print and the contents where they stand beside the page.
  static let script = """
    const run = window.run;
    if (run) {
      const time = s => s < 1 ? "under 1 s" : s < 100 ? s.toFixed(1) + " s" : s < 6000 ?
        Math.round(s / 60) + " min" : (s / 3600).toFixed(1) + " h";
      document.getElementById("run").textContent = "Last run " + run.started + " on " + run.host +
        ", " + time(run.seconds) + (run.computing > run.seconds * 1.05 ? "; computing all of it took "
        + time(run.computing) : "") + (run.commit ? "; commit " + run.commit.slice(0, 12) : "") +
        (run.isClean ? "" : " with uncommitted changes") + ".";
      for (const place of document.querySelectorAll("[data-cell]")) {
        const steps = run.cells.filter(c => c.cell === place.dataset.cell);
        const ran = steps.filter(c => c.cause);
        const seconds = steps.reduce((sum, c) => sum + (c.seconds || 0), 0);
        const items = steps.length > 1 || (steps[0] && steps[0].item) ? steps.length + " items, " : "";
        place.querySelector(".ran").textContent = !steps.length ? "not needed" : items + (!ran.length ? "kept" +
          (seconds ? ", computed in " + time(seconds) : "") : ran.length < steps.length ?
          ran.length + " run, the others kept, computed in " + time(seconds) : "run, " +
          time(seconds)) + (ran.length ? ": " + ran[0].cause : "");
      }
    }
    const wide = matchMedia("(min-width: 84rem)");
    const contents = document.querySelector("nav details");
    const follow = () => { contents.open = wide.matches; };
    wide.addEventListener("change", follow);
    follow();
    addEventListener("beforeprint", () => {
      for (const part of document.querySelectorAll("main details")) part.open = true;
    });
    """
}
