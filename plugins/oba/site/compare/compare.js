// Some places of a measure side by side: those chosen, or named in the address after "#". Without this all are shown.
(() => {
  "use strict";
  const page = document.getElementById("compare");
  if (!page) return;
  const FEWEST = 2;
  const MOST = 11;
  const part = (selector) => page.querySelector(selector);
  const form = part("form.choose");
  const told = part(".told");
  const list = part(".multiples");
  const region = part(".scroll");
  const table = region.querySelector("table");
  const buttons = { near: part("[data-does=near]"), clear: part("[data-does=clear]") };
  const places = Array.from(list.children, (item) => ({ item, code: item.id.slice(6), name: item.querySelector("h2").textContent }));
  const byCode = new Map(places.map((place) => [place.code, place]));
  const isBesideTold = table.tHead.rows[0].cells.length > 4;
  const FLOOR = 36; // of a tiny curve: where the scale of all places begins
  const HEIGHT = 32; // from there to its end
  const isOnOneScale = list.dataset.scale === "one";
  for (const place of places) place.paths = Array.from(place.item.querySelectorAll("svg path"), (path) => ({ path, drawn: path.getAttribute("d") }));
  let chosen = [];
  let unknown = 0;

  // What a link says after "#".
  const read = () => {
    let said = location.hash.slice(1);
    try {
      said = decodeURIComponent(said);
    } catch (error) {
      said = "";
    }
    const codes = Array.from(new Set(said.replace(/ /g, "").split(",").filter(Boolean)));
    if (codes.length === 1 && codes[0].startsWith("place-")) return;
    chosen = codes.map((code) => byCode.get(code)).filter(Boolean);
    unknown = codes.length - chosen.length;
  };
  const write = () => {
    const said = `#${chosen.map((place) => encodeURIComponent(place.code)).join(",")}`;
    try {
      history.replaceState(null, "", said);
    } catch (error) {
      location.hash = said;
    }
  };
  const near = (place) => (place.item.dataset.near || "").split(" ").filter(Boolean).map((number) => places[number]);
  const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;
  const sentence = () => {
    const missing = unknown ? `${count(unknown, "place", "places")} of the link you opened ${unknown === 1 ? "is" : "are"} not on this page. ` : "";
    if (!chosen.length) return `${missing}All ${places.length} places are shown. Choose two to eleven to put them side by side.`;
    const mark = chosen.some((place) => place.name.includes(",")) ? "; " : ", ";
    const names = `Shown: ${chosen.map((place) => place.name).join(mark)}.`;
    if (chosen.length < FEWEST) return `${missing}One place is chosen: ${chosen[0].name}. Choose at least one more.`;
    if (chosen.length > MOST) return `${missing}${chosen.length} places are chosen, more than eleven. All are shown; take ${chosen.length - MOST} away to see them well. ${names}`;
    return `${missing}${count(chosen.length, "place", "places")} side by side. ${names}`;
  };
  const cell = (row, name, content, value) => {
    const made = document.createElement(name);
    if (value !== undefined) made.dataset.value = value;
    made.append(content);
    row.append(made);
    return made;
  };
  const fill = () => {
    const rows = chosen.map(({ item, name }) => {
      const row = document.createElement("tr");
      const figure = item.querySelector("b");
      const range = item.querySelector("i");
      const tag = item.querySelector(".govuk-tag");
      cell(row, "th", name).scope = "row";
      cell(row, "td", figure.textContent, figure.dataset.value);
      cell(row, "td", range ? range.textContent : "not known");
      if (isBesideTold) cell(row, "td", item.dataset.beside || "not told");
      cell(row, "td", tag.cloneNode(true));
      return row;
    });
    table.tBodies[0].replaceChildren(...rows);
    for (const head of table.tHead.rows[0].cells) head.removeAttribute("aria-sort");
  };
  // The curves of chosen places end at the highest of their figures, so that others do not press them flat.
  const POINT = /([ML][\d.]+) (-?[\d.]+)/g;
  const scale = () => {
    if (!isOnOneScale) return;
    const heights = chosen.flatMap(({ paths }) => paths.flatMap(({ drawn }) => Array.from(drawn.matchAll(POINT), (point) => FLOOR - Number(point[2]))));
    const times = HEIGHT / (Math.max(0, ...heights) || HEIGHT);
    const higher = (whole, before, at) => `${before} ${(FLOOR - (FLOOR - Number(at)) * times).toFixed(1)}`;
    for (const place of places) for (const { path, drawn } of place.paths) path.setAttribute("d", chosen.includes(place) ? drawn.replace(POINT, higher) : drawn);
  };
  const show = () => {
    const shown = chosen.length ? chosen : places;
    for (const place of places) {
      place.item.hidden = !shown.includes(place);
      place.box.checked = chosen.includes(place);
    }
    list.append(...shown.map((place) => place.item), ...places.filter((place) => place.item.hidden).map((place) => place.item));
    list.classList.toggle("few", chosen.length > 0 && chosen.length < 7);
    region.hidden = chosen.length < FEWEST;
    scale();
    fill();
    const beside = chosen.length ? near(chosen[0]) : [];
    buttons.near.hidden = !beside.length || beside.every((place) => chosen.includes(place));
    buttons.near.textContent = beside.length ? `Show ${chosen[0].name} with its ${beside.length} statistical neighbours` : "";
    buttons.clear.hidden = !chosen.length;
    told.textContent = sentence();
  };
  const choose = (these) => {
    chosen = these;
    unknown = 0;
    write();
    show();
  };

  const choices = part(".choices");
  for (const place of places) {
    const line = document.createElement("li");
    const label = document.createElement("label");
    place.box = document.createElement("input");
    place.box.type = "checkbox";
    place.box.addEventListener("change", () =>
      choose(place.box.checked ? [...chosen, place] : chosen.filter((other) => other !== place)));
    label.append(place.box, place.name);
    line.append(label);
    choices.append(line);
    place.line = line;
  }
  const find = form.querySelector("[type=search]");
  find.addEventListener("input", () => {
    const typed = find.value.trim().toLowerCase();
    for (const place of places) place.line.hidden = !place.name.toLowerCase().includes(typed);
    choices.classList.toggle("found", typed !== "");
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  // A button that goes leaves the reader where the places are chosen, and not at the top of the page.
  const presses = (button, these) =>
    button.addEventListener("click", () => {
      choose(these());
      if (button.hidden) find.focus();
    });
  presses(buttons.near, () => [chosen[0], ...near(chosen[0])]);
  presses(buttons.clear, () => []);
  // Of a link, what is chosen stands first, so that it can be seen and taken away. A choice moves no box.
  const open = () => {
    read();
    choices.append(...[...chosen, ...places.filter((place) => !chosen.includes(place))].map((place) => place.line));
    show();
  };
  addEventListener("hashchange", open);
  for (const gone of [part(".contents"), part(".alone")]) gone.remove();
  form.hidden = false;
  open();
  page.classList.add("ready");
})();
