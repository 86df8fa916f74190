/* SPDX-License-Identifier: MIT
 *
 * Tables of a report sort by each of their columns: click, or Enter on the head. Numbers begin with the greatest, texts
 * with the first; what is not known stands last either way; sums (tfoot) never move. */
"use strict";
(function () {
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

  function valueOf(cell, number) {
    if (!number) return cell.firstChild ? cell.firstChild.data : "";
    const told = cell.getAttribute("data-v");
    const text = told === null ? cell.textContent : told;
    return text === "" ? null : Number(text);
  }

  function compare(a, b, number, sign) {
    if (a.value === null || b.value === null) {
      if (a.value === b.value) return a.place - b.place;
      return a.value === null ? 1 : -1;
    }
    const order = number ? a.value - b.value : collator.compare(a.value, b.value);
    return order === 0 ? a.place - b.place : sign * order;
  }

  /* Columns in their order: heads of the second row stand under the groups of the first. */
  function columnsOf(table) {
    const first = table.tHead.rows[0], second = table.tHead.rows[1], columns = [];
    let under = 0;
    for (const head of first.cells) {
      if (!head.classList.contains("group")) columns.push(head);
      else for (let i = 0; i < head.colSpan; i++) columns.push(second.cells[under++]);
    }
    return columns;
  }

  function sort(table, columns, column) {
    const head = columns[column], number = head.hasAttribute("data-n"), was = head.getAttribute("aria-sort");
    const descending = was ? was === "ascending" : number;
    for (const other of columns) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const body = table.tBodies[0];
    const rows = Array.from(body.rows, (row) => ({
      row, value: valueOf(row.cells[column], number), place: Number(row.dataset.place),
    }));
    rows.sort((a, b) => compare(a, b, number, descending ? -1 : 1));
    body.append(...rows.map((item) => item.row));
  }

  for (const table of document.querySelectorAll("table.sort")) {
    const columns = columnsOf(table);
    Array.from(table.tBodies[0].rows).forEach((row, place) => { row.dataset.place = place; });
    columns.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(table, columns, column));
    });
  }
})();
