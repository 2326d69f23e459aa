// A picture with its sliders, as a browser shows it. explore.py draws it, and has the words for it.

/** An element with its properties and children. */
function element(tag, properties = {}, children = []) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** One slider as a browser's own control, in a label that names it; `moved` gets its new value. */
function control({ label, low, high, step, digits, names }, moved) {
  const value = element("span", { className: "value", ariaHidden: "true" });
  const input = names.length
    ? element("select", {}, names.map((name, i) => new Option(name, low + i * step)))
    : element("input", { type: "range", min: low, max: high, step });
  input.addEventListener("input", () => moved(Number(input.value)));
  const parts = [element("span", {}, [label]), input, ...(names.length ? [] : [value])];
  return {
    row: element("label", {}, parts),
    stand(at) {
      input.value = at;
      value.textContent = at.toFixed(digits).replace("-", "−");
      if (!names.length) input.ariaValueText = value.textContent;
    },
  };
}

export default {
  render({ model, el }) {
    const { sliders, width, height, least_width } = model.get("frame");
    const controls = Object.entries(sliders).map(([name, slider]) => [
      name,
      control(slider, (value) => {
        model.set("values", { ...model.get("values"), [name]: value });
        model.save_changes();
      }),
    ]);
    const image = element("img", { width, height });
    const caption = element("figcaption");
    const figure = element("figure", { ariaLive: "polite", ariaAtomic: "true" }, [image, caption]);
    const rows = controls.map(([, { row }]) => row);
    el.classList.add("one-regression-picture");
    el.style.setProperty("--width", `${width}px`);
    el.style.setProperty("--least-width", `${least_width}px`);
    const longest = Math.max(0, ...Object.values(sliders).map(({ label }) => label.length));
    el.style.setProperty("--label", `${longest + 2}ch`);
    el.append(element("div", { className: "sliders" }, rows), figure);

    const stand = () => controls.forEach(([name, { stand }]) => stand(model.get("values")[name]));
    const show = () => {
      const { svg, title, words } = model.get("shown");
      image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
      image.alt = title;
      caption.textContent = words;
    };
    model.on("change:values", stand);
    model.on("change:shown", show);
    stand();
    show();

    // A key alone is the control's. Jupyter has shortcuts for arrows and letters, too, and Notebook
    // looks for them before any control hears of the key.
    const keep = ({ target, ctrlKey, metaKey, altKey, shiftKey }) => {
      if (!el.contains(target)) return;
      const alone = !(ctrlKey || metaKey || altKey || shiftKey);
      target.toggleAttribute("data-lm-suppress-shortcuts", alone);
    };
    window.addEventListener("keydown", keep, true);
    return () => window.removeEventListener("keydown", keep, true);
  },
};
