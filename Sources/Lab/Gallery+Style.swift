extension Style {
  /// The gallery: as many columns of cards as there is room for.
  static let gallery = """
    body { max-width: 82rem; }
    header { max-width: 54rem; } h1 { font-size: 2rem; }
    form { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0 .2rem; }
    input, select { font: inherit; font-size: .95rem; color: inherit; background: var(--card);
      border: 1px solid var(--line); border-radius: 6px; padding: .35rem .6rem; }
    input { flex: 1 1 16rem; min-width: 0; } select { flex: 0 1 auto; max-width: 100%; }
    main { display: grid; gap: 1.2rem; margin-top: 1rem; align-items: start;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); }
    .card { border: 1px solid var(--line); border-radius: 10px; padding: 0 1rem .8rem;
      background: var(--card); min-width: 0; overflow: hidden; }
    .card[hidden] { display: none; }
    .card h2 { font-size: 1.05rem; line-height: 1.35; margin: 0 0 .2rem; }
    .card h2 a { color: inherit; text-decoration: none; }
    .card h2 a:hover { text-decoration: underline; }
    .card p { margin: .2rem 0; } .slug { color: var(--soft); font-size: .85rem; font-weight: 600; }
    .picture { margin: 0 -1rem .7rem; height: 13rem; background: #ffffff;
      border-bottom: 1px solid var(--line); overflow: hidden; }
    .cover { display: block; } .picture img { display: block; width: 100%; height: 100%; object-fit: contain; padding: .4rem; }
    .picture.none { display: grid; place-items: center; color: var(--soft); background: var(--page); font-size: .9rem; }
    @media (prefers-color-scheme: dark) { .picture:not(.none, .pictures) { filter: invert(.9)
      hue-rotate(180deg); border-color: #ccc5bd; } }
    .bar { display: flex; gap: 2px; height: 6px; border-radius: 3px; overflow: hidden;
      margin: .5rem 0; }
    .bar span { background: var(--soft); opacity: .55; } .bar .held { background: var(--held);
      opacity: 1; } .bar .not-held { background: var(--not); opacity: 1; }
    .bar .open { background: var(--open); opacity: 1; }
    details { font-size: .9rem; } summary { cursor: pointer; color: var(--soft); }
    .card ul { list-style: none; padding: 0; margin: .3rem 0; } .card li { margin: .25rem 0;
      padding-left: 1.4rem; text-indent: -1.4rem; line-height: 1.4; }
    li span { display: inline-block; width: 1.2rem; text-indent: 0; font-weight: 700; }
    li.held span { color: var(--held); } li.not-held span { color: var(--not); }
    li.open span { color: var(--open); }
    @media print { form, #count { display: none; } .card { break-inside: avoid; } }
    """
}

extension Gallery {
  /// Searches, filters and orders the cards; what follows `#` in the address is searched for.
  static let script = """
    const place = document.getElementById("cards");
    const cards = [...place.children];
    const [search, filter, order] = ["search", "filter", "order"].map(n =>
      document.getElementById(n));
    const show = () => {
      const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
      let count = 0;
      for (const card of cards) {
        const fits = words.every(w => card.dataset.text.includes(w)) &&
          (!filter.value || card.dataset.kinds.split(" ").includes(filter.value));
        card.hidden = !fits;
        if (fits) count += 1;
      }
      document.getElementById("count").textContent =
        count === cards.length ? "" : count + " of " + cards.length + " experiments";
      const by = order.value;
      cards.sort((a, b) => by === "slug" ? a.dataset.slug.localeCompare(b.dataset.slug) :
        b.dataset[by] - a.dataset[by]);
      place.append(...cards);
    };
    const look = () => {
      const words = location.hash.slice(1);
      try { search.value = decodeURIComponent(words); } catch { search.value = words; }
      show();
    };
    for (const control of [search, filter, order]) control.addEventListener("input", show);
    addEventListener("hashchange", look);
    look();
    """
}
