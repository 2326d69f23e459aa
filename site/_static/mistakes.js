// Looks through all mistakes. What is asked stands in the address, so that it can be sent.
"use strict";

(() => {
  const MOST = 60;
  const { kinds, rows } = window.MISTAKES;
  const words = document.getElementById("mistakes-words");
  const lesson = document.getElementById("mistakes-lesson");
  const kind = document.getElementById("mistakes-kind");
  const count = document.getElementById("mistakes-count");
  const found = document.getElementById("mistakes-found");
  const all = document.getElementById("mistakes-all");
  const SMALL = /(?<=^|\s)(?:an?|the|of|for|as|is|in|to)(?=\s|$)/g;
  // Without accents, punctuation and small words; "n − 1" and "n-1", "sd" and "standard deviation" are the same.
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[`"“”„*(]|[,.;:!?)]+(?=\s|$)/g, " ").replace(/\s*[-−]\s*/g, "-")
    .replace(/(?<=^|\s)sds?(?=\s|$)/g, "standard deviation").replace(SMALL, " ").replace(/\s+/g, " ").trim();
  const texts = rows.map(([, title, anchor, name, of, says]) => ({
    name: plain(name),
    says: plain(says),
    whole: [title, anchor, name, of.map((index) => kinds[index]).join(" "), says].map(plain).join(" | "),
  }));
  let most = MOST;

  for (const number of new Set(rows.map((row) => row[0]))) lesson.add(new Option(number, number));
  kinds.forEach((name, index) => {
    const members = rows.filter((row) => row[4].includes(index)).length;
    kind.add(new Option(`${name} (${members})`, name));
  });

  function look() {
    // What stands in quotation marks is one piece; any other word is one.
    const pieces = [...words.value.matchAll(/["“„]([^"“”]+)["“”]?|[^\s"“”„]+/g)]
      .flatMap(([piece, quoted]) => (quoted ? [plain(quoted)] : plain(piece).split(" "))).filter(Boolean);
    const phrase = plain(words.value);
    const index = kinds.indexOf(kind.value);
    const hits = rows.map((row, which) => ({ row, rank: rank(texts[which], phrase, pieces) })).filter(({ row, rank }) =>
      (!lesson.value || row[0] === lesson.value) && (index < 0 || row[4].includes(index)) && rank < 5)
      .sort((one, other) => one.rank - other.rank).map(({ row }) => row);
    const nothing = !pieces.length && !lesson.value && index < 0;
    count.textContent = nothing
      ? `${rows.length} mistakes. Type a word, or choose a lesson or a kind.`
      : !hits.length
        ? "Nothing found; fewer words?"
        : `${hits.length} of ${rows.length}` + (hits.length > most ? `, the first ${most} of them:` : "");
    found.replaceChildren(...(nothing ? [] : hits.slice(0, most).map(entry)));
    all.hidden = nothing || hits.length <= most;
    all.textContent = `Show all ${hits.length}`;
    const query = new URLSearchParams({ words: words.value, lesson: lesson.value, kind: kind.value });
    for (const [name, value] of [...query]) if (!value) query.delete(name);
    history.replaceState(null, "", query.size ? `#${query}` : location.pathname.split("/").pop() || ".");
  }

  // The better a mistake fits, the smaller: what was typed is its name, is in it, is in what the check says;
  // each word is in its name; each is somewhere.
  function rank({ name, says, whole }, phrase, pieces) {
    const fits = [
      name === phrase,
      name.includes(phrase),
      says.includes(phrase),
      pieces.every((piece) => name.includes(piece)),
      pieces.every((piece) => whole.includes(piece)),
    ];
    return fits.includes(true) ? fits.indexOf(true) : fits.length;
  }

  function entry([number, title, anchor, name, , says]) {
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: `${number}.html#${anchor}`, textContent: name });
    const where = Object.assign(document.createElement("small"), { textContent: `${number} ${title}` });
    const text = document.createElement("p");
    // As in a notebook: code stands between backticks, and what is stressed between stars.
    for (const [part, code, stressed] of says.matchAll(/`([^`]+)`|\*(?=\S)([^*`]+)(?<=\S)\*|[^`*]+|[`*]/g))
      text.append(code || stressed
        ? Object.assign(document.createElement(code ? "code" : "em"), { textContent: code ?? stressed })
        : part);
    item.append(link, " ", where, text);
    return item;
  }

  function ask() {
    const query = new URLSearchParams(location.hash.slice(1));
    words.value = query.get("words") ?? "";
    lesson.value = query.get("lesson") ?? "";
    kind.value = query.get("kind") ?? "";
    anew();
  }

  function anew() {
    most = MOST;
    look();
  }

  words.addEventListener("input", anew);
  lesson.addEventListener("change", anew);
  kind.addEventListener("change", anew);
  all.addEventListener("click", () => {
    most = Infinity;
    look();
    found.children[MOST].querySelector("a").focus();
  });
  window.addEventListener("hashchange", ask);
  words.closest("search").hidden = false;
  ask();
})();
