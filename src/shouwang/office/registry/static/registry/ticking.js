// Ticking households of a long list: finding, counting, all that are in sight.  Without it every row is there to be ticked.
"use strict";

(() => {
  const form = document.querySelector("[data-ticking]");
  const rows = form ? [...form.querySelectorAll(".ticking-rows > li")] : [];
  if (!rows.length) return;
  const at = (name) => form.querySelector(`[data-ticking-${name}]`);
  const box = (row) => row.querySelector("[type=checkbox]");
  const [tools, search, count, empty] = ["tools", "search", "count", "empty"].map(at);
  const hint = count.textContent;

  function show() {
    const ticked = rows.filter((row) => box(row).checked).length;
    count.textContent = ticked ? count.dataset.said.replace("{count}", ticked) : hint;
  }

  function find() {
    const words = search.value.trim().toLowerCase().split(/\s+/);
    rows.forEach((row) => {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    });
    empty.hidden = rows.some((row) => !row.hidden);
  }

  function tick(which, to) {
    which.forEach((row) => (box(row).checked = to));
    show();
  }

  tools.hidden = false;
  search.addEventListener("input", find);
  // Whoever presses Enter has found somebody, and is not done yet.
  search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  at("all").addEventListener("click", () => tick(rows.filter((row) => !row.hidden), true));
  at("none").addEventListener("click", () => tick(rows, false));
  // An amount is of somebody: whoever writes one means the household.
  form.addEventListener("input", (event) => {
    if (event.target.matches(".ticking-amount") && event.target.value) box(event.target.closest("li")).checked = true;
    show();
  });
  addEventListener("pageshow", show);
})();
