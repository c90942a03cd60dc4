// Searching a list and sorting a table. A page is whole without this: a search that cannot work is not shown.
(() => {
  "use strict";

  // What a reader types and what a name holds, made alike: "St. Helens" is found by "st helens".
  const plain = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/&/g, " and ").replace(/[^a-z0-9]+/g, " ").trim();

  for (const form of document.querySelectorAll("form[data-filters]")) {
    const list = document.getElementById(form.dataset.filters);
    const box = form.querySelector("input");
    const told = form.querySelector("output");
    const found = Array.from(list.querySelectorAll(list.matches("table") ? "tbody > tr" : "li"));
    const items = found
      .filter((item) => !item.querySelector("li"))
      .map((item) => ({ item, words: ` ${plain(item.dataset.find || item.textContent)} ` }));
    const groups = Array.from(list.querySelectorAll("[data-group]"));
    const shown = () => items.filter(({ item }) => !item.hidden);
    const filter = () => {
      // Every word typed begins a word of what is sought.
      const typed = plain(box.value).split(" ").filter(Boolean);
      for (const { item, words } of items) item.hidden = !typed.every((word) => words.includes(` ${word}`));
      for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
      for (const fold of list.querySelectorAll("details")) fold.open = typed.length > 0;
      const count = shown().length;
      told.textContent = typed.length === 0 ? "" : count === 0 ? "Nothing has that name." : `${count} found`;
    };
    box.addEventListener("input", filter);
    form.addEventListener("submit", (event) => {
      // Enter goes to the one that is left, or the first.
      event.preventDefault();
      const link = shown().map(({ item }) => item.querySelector("a[href]")).find(Boolean);
      if (box.value.trim() && link) link.click();
    });
    form.hidden = false;
    filter();
  }

  // A cell is sorted by data-sort, or else by its text; a number by its size. A cell with nothing to sort by stays last.
  const order = new Intl.Collator("en-GB", { numeric: true }).compare;
  const key = (cell) => (cell.dataset.sort === undefined ? cell.textContent.trim() : cell.dataset.sort);
  const number = (text) => (/^[-\u2212]?[\d,]*\.?\d+%?$/.test(text) ? Number(text.replace("\u2212", "-").replace(/[,%]/g, "")) : NaN);
  const compare = (one, other, sign) => {
    if (one === "" || other === "") return (one === "") - (other === "");
    const [a, b] = [number(one), number(other)];
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? sign * order(one, other) : Number.isNaN(a) - Number.isNaN(b);
    return sign * (a - b);
  };
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    const body = table.tBodies[0];
    const heads = Array.from(table.tHead.rows[table.tHead.rows.length - 1].cells);
    heads.forEach((head, column) => {
      if (head.dataset.sortable === "no" || !head.textContent.trim()) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      if (!head.hasAttribute("aria-sort")) head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const rises = head.getAttribute("aria-sort") !== "ascending";
        for (const other of heads) if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
        head.setAttribute("aria-sort", rises ? "ascending" : "descending");
        const rows = Array.from(body.rows, (row) => ({ row, key: key(row.cells[column]) }));
        rows.sort((one, other) => compare(one.key, other.key, rises ? 1 : -1));
        body.append(...rows.map(({ row }) => row));
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
