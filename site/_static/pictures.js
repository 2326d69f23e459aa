// Moves a picture: its frames were drawn when the page was made, and a slider chooses among them.
"use strict";

for (const figure of document.querySelectorAll("figure.picture")) {
  figure.querySelector("button.size").addEventListener("click", () => changeSize(figure));
  const script = figure.querySelector("script[type='application/json']");
  if (script) makeMovable(figure, JSON.parse(script.textContent));
}

// On a telephone: whole in the page's width, or as large as on a desk. Then it scrolls sideways, and
// the keyboard has to reach it.
function changeSize(figure) {
  const larger = figure.classList.toggle("larger");
  figure.querySelector("button.size").textContent = larger ? "Smaller" : "Larger";
  const scroll = figure.querySelector(".scroll");
  if (larger) scroll.tabIndex = 0;
  else scroll.removeAttribute("tabindex");
}

function makeMovable(figure, data) {
  const image = figure.querySelector("img");
  const words = figure.querySelector(".words");
  // The title stands in the picture. Whoever hears the page has to hear that it changes.
  const title = document.createElement("span");
  title.className = "visually-hidden";
  figure.querySelector("figcaption").prepend(title);
  const place = [...data.start];
  const controls = document.createElement("div");
  controls.className = "sliders";

  const inputs = data.sliders.map((slider, which) => {
    const label = document.createElement("label");
    const input = slider.named
      ? document.createElement("select")
      : Object.assign(document.createElement("input"), {
          type: "range", min: 0, max: slider.shown.length - 1, step: 1,
        });
    if (slider.named) input.append(...slider.shown.map((name, place) => new Option(name, place)));
    const output = document.createElement("output");
    const name = document.createElement("span");
    name.textContent = slider.label;
    label.append(name, input, ...(slider.named ? [] : [output]));
    controls.append(label);
    input.addEventListener("input", () => {
      // Where not all combinations are drawn, the others go back to where they stood first.
      if (!data.together) place.splice(0, place.length, ...data.start);
      place[which] = Number(input.value);
      show();
    });
    for (const soon of ["pointerenter", "focus"]) input.addEventListener(soon, fetchAll, { once: true });
    return { ...slider, input, output };
  });

  if (!data.together) {
    const note = document.createElement("p");
    note.textContent = "On this page, moving one slider puts the others back where they stood first. In the notebook they move together.";
    controls.append(note);
  }

  if (data.told.length) {
    const told = document.createElement("p");
    told.append("As in the text:", ...data.told.map((setting) => {
      const button = Object.assign(document.createElement("button"), {
        type: "button", textContent: setting.text,
      });
      button.addEventListener("click", () => {
        place.splice(0, place.length, ...setting.place);
        show();
      });
      return button;
    }));
    told.className = "told";
    controls.append(told);
  }

  function show() {
    inputs.forEach(({ named, shown, input, output }, which) => {
      input.value = place[which];
      if (named) return;
      output.textContent = shown[place[which]];
      input.setAttribute("aria-valuetext", output.textContent);
    });
    const name = place.join("-");
    image.src = `${data.folder}/${name}.webp`;
    [image.alt, words.textContent] = data.captions[name];
    title.textContent = image.alt + ". ";
  }

  function fetchAll() {
    for (const name of Object.keys(data.captions)) new Image().src = `${data.folder}/${name}.webp`;
  }

  show();
  figure.prepend(controls);
}
