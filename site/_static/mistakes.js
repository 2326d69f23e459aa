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
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = rows.map(([, title, anchor, name, of, says]) =>
    plain([title, anchor, name, of.map((index) => kinds[index]).join(" "), says].join(" ")));

  for (const number of new Set(rows.map((row) => row[0]))) lesson.add(new Option(number, number));
  kinds.forEach((name, index) => {
    const members = rows.filter((row) => row[4].includes(index)).length;
    kind.add(new Option(`${name} (${members})`, name));
  });

  function look() {
    const asked = plain(words.value).split(/\s+/).filter(Boolean);
    const index = kinds.indexOf(kind.value);
    const hits = rows.filter((row, which) =>
      (!lesson.value || row[0] === lesson.value) &&
      (index < 0 || row[4].includes(index)) &&
      asked.every((word) => texts[which].includes(word)));
    const nothing = !asked.length && !lesson.value && index < 0;
    count.textContent = nothing
      ? `${rows.length} mistakes. Type a word, or choose a lesson or a kind.`
      : `${hits.length} of ${rows.length}` + (hits.length > MOST ? `, the first ${MOST} of them:` : "");
    found.replaceChildren(...(nothing ? [] : hits.slice(0, MOST).map(entry)));
    const query = new URLSearchParams({ words: words.value, lesson: lesson.value, kind: kind.value });
    for (const [name, value] of [...query]) if (!value) query.delete(name);
    history.replaceState(null, "", query.size ? `#${query}` : location.pathname.split("/").pop() || ".");
  }

  function entry([number, title, anchor, name, , says]) {
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: `${number}.html#${anchor}`, textContent: name });
    const where = Object.assign(document.createElement("small"), { textContent: `${number} ${title}` });
    const text = Object.assign(document.createElement("p"), { textContent: says });
    item.append(link, " ", where, text);
    return item;
  }

  function ask() {
    const query = new URLSearchParams(location.hash.slice(1));
    words.value = query.get("words") ?? "";
    lesson.value = query.get("lesson") ?? "";
    kind.value = query.get("kind") ?? "";
    look();
  }

  words.addEventListener("input", look);
  lesson.addEventListener("change", look);
  kind.addEventListener("change", look);
  window.addEventListener("hashchange", ask);
  words.closest("search").hidden = false;
  ask();
})();
