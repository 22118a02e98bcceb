/// The style of a report's page: readable on narrow screens, in the dark and on paper.
enum ReportStyle {
  static let text = """
    :root { color-scheme: light dark; --text: #1a1a1a; --back: #ffffff; --faint: #595959;
      --line: #c9c9c9; --link: #0b57a4; --mark: #fff4cc; --band: #f4f4f4; }
    @media (prefers-color-scheme: dark) { :root { --text: #e8e8e8; --back: #16181b;
      --faint: #b0b0b0; --line: #4a4d52; --link: #8ab8f0; --mark: #4a4020; --band: #202328; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--back); color: var(--text);
      font: 16px/1.5 system-ui, sans-serif; }
    main { max-width: 72rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
    h1, h2, h3 { line-height: 1.2; }
    h2 { border-bottom: 1px solid var(--line); margin-top: 2.5rem; }
    a { color: var(--link); }
    .remark { background: var(--mark); padding: .5rem .75rem; }
    .note, .count { color: var(--faint); font-size: .9rem; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
    caption { text-align: left; padding-bottom: .5rem; }
    th, td { padding: .25rem .75rem; text-align: left; border-bottom: 1px solid var(--line);
      white-space: nowrap; }
    .number { text-align: right; }
    th button { all: unset; cursor: pointer; font-weight: bold; }
    th button:focus-visible, a:focus-visible { outline: 2px solid var(--link); }
    td a { color: inherit; text-decoration: underline; text-decoration-color: var(--line); }
    dl { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: .1rem 1rem;
      margin: .5rem 0; }
    dt { color: var(--faint); } dd { margin: 0; }
    pre { background: var(--band); padding: .5rem; max-height: 20rem; overflow: auto;
      white-space: pre-wrap; font-size: .85rem; }
    article { border-top: 1px solid var(--line); padding: .25rem 0; }
    article:target, article.chosen { background: var(--mark); }
    summary { cursor: pointer; padding: .25rem 0; font-weight: bold; }
    figure { margin: 1rem 0; } figure svg { max-width: 100%; height: auto; }
    form { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; position: sticky; top: 0;
      background: var(--back); padding: .5rem 0; z-index: 1; }
    form[hidden], [data-hidden] { display: none; }
    select { font: inherit; max-width: 16rem; }
    @media print { form { display: none; } a { color: inherit; } }

    """
}
