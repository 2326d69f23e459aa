// An address leads to a mistake or to an exercise: what its section has folded away is opened.
"use strict";

(() => {
  function unfold() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (const fold of target?.closest("section").querySelectorAll(":scope > details") ?? []) fold.open = true;
    target?.scrollIntoView();
  }
  window.addEventListener("hashchange", unfold);
  unfold();
})();
