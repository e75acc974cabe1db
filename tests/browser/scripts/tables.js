// How each row of a table is laid out, and with which label each of its cells.
() =>
  [...document.querySelectorAll("article table")].map((table) => ({
    table: getComputedStyle(table).display,
    rows: [...table.querySelectorAll("tbody tr")].map((row) => getComputedStyle(row).display),
    unlabelled: [...table.querySelectorAll("tbody td")]
      .filter((cell) => cell.dataset.label && !getComputedStyle(cell, "::before").content.includes(cell.dataset.label))
      .map((cell) => cell.textContent),
  }))
