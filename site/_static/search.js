// The results of the search: each place once, by its section, with the words around what was found.
"use strict";

(() => {
  const AROUND = 110;
  const said = new Map();
  const find = Search._performSearch;

  // Sphinx hands the results on with the best last: [page, title, anchor, description, score, file, kind].
  Search._performSearch = (query, terms, ...others) => {
    const seen = new Set();
    return find(query, terms, ...others).reverse().map((result) => placed(result, [...terms])).filter(([page, , anchor]) => {
      const place = `${page}.html${anchor}`;
      return !seen.has(place) && seen.add(place);
    }).reverse();
  };

  function placed([page, title, anchor, description, ...rest], terms) {
    const parts = window.TEXTS[page] ?? [];
    const exact = parts.findIndex(([id]) => `#${id}` === anchor);
    const best = exact >= 0 || description ? exact : mostOf(parts, terms);
    if (best < 0) return [page, title, anchor, description, ...rest];
    const [id, name, text] = parts[best];
    const own = best === 0 ? "" : `#${id}`;
    said.set(`${page}.html${own}`, excerpt(text, terms));
    return [page, best === 0 || title.endsWith(` > ${name}`) ? title : `${title} > ${name}`, own, description, ...rest];
  }

  // The section that has the most different ones of the words, and has them most often; its title counts more.
  function mostOf(parts, terms) {
    const worth = parts.map(([, name, text]) => {
      const counts = terms.map((term) => `${name.repeat(9)} ${text}`.toLowerCase().split(term).length - 1);
      return 1000 * counts.filter(Boolean).length + counts.reduce((sum, count) => sum + count, 0);
    });
    const most = Math.max(0, ...worth);
    return most ? worth.indexOf(most) : -1;
  }

  function excerpt(text, terms) {
    const places = terms.map((term) => text.toLowerCase().indexOf(term)).filter((place) => place >= 0);
    const from = text.lastIndexOf(" ", Math.max(0, Math.min(...(places.length ? places : [0])) - AROUND)) + 1;
    const to = text.indexOf(" ", from + 2.5 * AROUND);
    return (from ? "… " : "") + text.slice(from, to < 0 ? undefined : to) + (to < 0 ? "" : " …");
  }

  new MutationObserver((changes) => {
    for (const item of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      const words = item.matches?.("ul.search > li") && said.get(item.querySelector("a").getAttribute("href"));
      if (words) item.append(Object.assign(document.createElement("p"), { className: "context", textContent: words }));
    }
  }).observe(document.getElementById("search-results"), { childList: true, subtree: true });
})();
