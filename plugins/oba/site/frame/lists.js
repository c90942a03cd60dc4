// What a reader types and what a name holds, made alike: "St. Helens" is found by "st helens".
function plainWords(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/&/g, " and ").replace(/[^a-z0-9]+/g, " ").trim();
}

// Searching a list and sorting a table. A page is whole without this: a search that cannot work is not shown.
(() => {
  "use strict";

  for (const form of document.querySelectorAll("form[data-filters]")) {
    const list = document.getElementById(form.dataset.filters);
    const box = form.querySelector("input");
    const told = form.querySelector("output");
    const found = Array.from(list.querySelectorAll(list.matches("table") ? "tbody > tr" : "li"));
    const items = found
      .filter((item) => !item.querySelector("li"))
      .map((item) => ({ item, words: ` ${plainWords(`${item.dataset.find || item.textContent} ${item.dataset.also || ""}`)} ` }));
    const groups = Array.from(list.querySelectorAll("[data-group]"));
    const shown = () => items.filter(({ item }) => !item.hidden);
    const filter = () => {
      // Every word typed begins a word of what is sought.
      const typed = plainWords(box.value).split(" ").filter(Boolean);
      for (const { item, words } of items) item.hidden = !typed.every((word) => words.includes(` ${word}`));
      for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
      for (const fold of list.querySelectorAll("details")) fold.open = typed.length > 0;
      const count = shown().length;
      told.textContent = typed.length === 0 ? "" : count === 0 ? "Nothing is found." : `${count} found`;
    };
    box.addEventListener("input", filter);
    form.addEventListener("submit", (event) => {
      // Enter goes to the one that is left or named in full, and never to one of several without a word.
      event.preventDefault();
      const typed = plainWords(box.value);
      const links = shown().map(({ item }) => item.querySelector("a[href]")).filter(Boolean);
      const named = links.filter((link) => plainWords(link.textContent) === typed);
      const [one, another] = named.length ? named : links;
      if (!typed || !one) return;
      if (!another) one.click();
      else told.textContent = `${links.length} found. Choose one of them, or type more.`;
    });
    form.hidden = false;
    filter();
  }

  // A cell is sorted by the number in data-value, or else by its text. One with an empty data-value, such as a hidden
  // figure, is neither lowest nor highest: it stays last.
  const order = new Intl.Collator("en-GB", { numeric: true }).compare;
  const last = (cell) => cell.dataset.value === "";
  const compare = (one, other, sign) => {
    if (last(one) || last(other)) return last(one) - last(other);
    if (one.dataset.value !== undefined && other.dataset.value !== undefined) return sign * (one.dataset.value - other.dataset.value);
    return sign * order(one.textContent.trim(), other.textContent.trim());
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = Array.from(table.tHead.rows[0].cells);
    const told = document.createElement("div");
    told.className = "govuk-visually-hidden";
    told.setAttribute("role", "status");
    table.after(told);
    heads.forEach((head, column) => {
      if (head.hasAttribute("data-unsorted") || !head.textContent.trim()) return;
      const name = head.textContent.trim();
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      head.classList.add("sorts");
      button.addEventListener("click", () => {
        const rises = head.getAttribute("aria-sort") !== "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", rises ? "ascending" : "descending");
        const rows = Array.from(table.tBodies[0].rows);
        rows.sort((one, other) => compare(one.cells[column], other.cells[column], rises ? 1 : -1));
        table.tBodies[0].append(...rows);
        told.textContent = `Sorted by ${name}, ${rises ? "lowest or first" : "highest or last"} at the top`;
      });
    });
  }

  // Fold-outs that belong on paper are open there.
  const opened = new Set();
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details.print-open:not([open])")) {
      fold.open = true;
      opened.add(fold);
    }
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
    opened.clear();
  });
})();
