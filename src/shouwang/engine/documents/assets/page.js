"use strict";

// Sorts the table of villages by any column and shows one township's.  Without it the page is complete, only still.

const table = document.querySelector("table.sortable");
const body = table.tBodies[0];
const heads = [...table.tHead.rows[0].cells];
const chinese = new Intl.Collator("zh-Hans", { numeric: true });

function compare(column) {
  const value = (row) => row.cells[column];
  if (heads[column].classList.contains("n")) {
    return (a, b) => value(a).dataset.value - value(b).dataset.value;
  }
  return (a, b) => chinese.compare(value(a).textContent, value(b).textContent);
}

// Numbers start with the largest, names with the first; a second click turns round.
function sortBy(column) {
  const first = heads[column].classList.contains("n") ? "descending" : "ascending";
  const other = first === "ascending" ? "descending" : "ascending";
  const order = heads[column].ariaSort === first ? other : first;
  const sign = order === "ascending" ? 1 : -1;
  const by = compare(column);
  body.append(...[...body.rows].sort((a, b) => sign * by(a, b)));
  heads.forEach((head, index) => head.setAttribute("aria-sort", index === column ? order : "none"));
}

function show(township) {
  for (const row of body.rows) {
    row.hidden = township !== "" && row.dataset.township !== township;
  }
  const shown = [...body.rows].filter((row) => !row.hidden);
  total(shown);
  const status = document.querySelector(".controls [role=status]");
  status.textContent = status.dataset.text.replace("{shown}", shown.length).replace("{all}", body.rows.length);
}

// The foot adds up what is shown.
function total(rows) {
  for (const cell of table.tFoot.querySelectorAll(".n")) {
    const sum = rows.reduce((before, row) => before + Number(row.cells[cell.cellIndex].dataset.value), 0);
    cell.textContent = sum.toLocaleString("en-US");
  }
}

heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => sortBy(column)));
const choice = document.querySelector("#township");
choice.addEventListener("change", () => show(choice.value));
document.querySelector(".controls").hidden = false;
