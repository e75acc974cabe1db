/* Finds the version that was in force on a day: the answer is in the table of the page. */
"use strict";

for (const box of document.querySelectorAll(".in-force-on")) {
  box.append(box.querySelector("template").content.cloneNode(true));
  const [input, output] = [box.querySelector("input"), box.querySelector("output")];
  const rows = [...document.querySelectorAll(".records tbody tr")].filter(startOf); // the newest first

  const answer = (day) => {
    const row = rows.find((candidate) => firstDay(startOf(candidate)) <= day);
    const end = row?.cells[2].querySelector("time")?.dateTime;
    if (!row || (end && firstDay(end) <= day)) return box.dataset.nothing;
    if (day < lastDay(startOf(row))) return box.dataset.uncertain;
    return row.cells[0].querySelector("a").cloneNode(true);
  };

  input.addEventListener("input", () => {
    output.replaceChildren(...(input.value ? [answer(input.value)] : []));
  });
}

/* Empty for a version that never took effect. */
function startOf(row) {
  return row.cells[1].querySelector("time")?.dateTime;
}

/* The first day of the month, if only the month is known. */
function firstDay(known) {
  return known.length > 7 ? known : `${known}-01`;
}

function lastDay(known) {
  if (known.length > 7) return known;
  const [year, month] = known.split("-").map(Number);
  return `${known}-${new Date(Date.UTC(year, month, 0)).getUTCDate()}`;
}
