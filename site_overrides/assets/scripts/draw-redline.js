/* Draws a redline: the changes, the passages next to them and the headings above; the rest is folded.

   The elements and classes are those of redlines in the changelog (build_tools/changes/redline/redline.html). All words are
   inserted as text, never as markup. */
"use strict";

/* Up to this many unchanged passages in a row are shown: folded, they would take as much room. */
const SHORT = 2;
/* The levels of headings on the page: those of the text are below that of its document. */
const [HIGHEST, LOWEST] = [3, 6];
const DEEPEST = 4;

/* The redline as an element; `said` are the organisation's labels. */
function drawRedline(shown, said) {
  const seen = findSeen(shown);
  const levels = levelsOf(shown);
  const blocks = shown.map((one, number) => ({ ...one, number, isSeen: seen.has(number), level: levels[number] }));
  const redline = make("div", { class: "redline", dir: "auto" });
  for (const stretch of stretches(blocks, (block) => block.isSeen)) {
    if (stretch[0].isSeen) {
      redline.append(...layOut(stretch, said));
    } else {
      const count = said.unchanged.replace("{count}", stretch.length);
      redline.append(make("details", {}, make("summary", {}, count), ...layOut(stretch, said)));
    }
  }
  return redline;
}

/* The numbers of the blocks that are not folded. */
function findSeen(shown) {
  const isChanged = (number) => shown[number] && shown[number].fate !== "same";
  const isNear = (number) => (isChanged(number - 1) || isChanged(number + 1)) && shown[number].block.kind !== "heading";
  const numbers = [...shown.keys()];
  const seen = new Set(numbers.filter((number) => isChanged(number) || isNear(number)));
  headingsAbove(shown).forEach((above, number) => seen.has(number) && above.forEach((heading) => seen.add(heading)));
  for (const stretch of stretches(numbers, (number) => seen.has(number))) {
    if (seen.size && stretch.length <= SHORT) stretch.forEach((number) => seen.add(number));
  }
  return seen;
}

/* The numbers of the headings above each block, the highest first. */
function headingsAbove(shown) {
  let open = [];
  return shown.map(({ block }, number) => {
    if (block.kind !== "heading") return open;
    const above = open.filter((heading) => shown[heading].block.depth < block.depth);
    open = [...above, number];
    return above;
  });
}

function levelsOf(shown) {
  return headingsAbove(shown).map((above) => Math.min(HIGHEST + above.length, LOWEST));
}

/* Groups of neighbours with the same key. */
function stretches(things, name) {
  const found = [];
  for (const thing of things) {
    if (found.length && name(found.at(-1)[0]) === name(thing)) found.at(-1).push(thing);
    else found.push([thing]);
  }
  return found;
}

/* Consecutive items make a list. */
function layOut(blocks, said) {
  return stretches(blocks, (block) => block.block.kind === "item").flatMap((stretch) =>
    stretch[0].block.kind === "item"
      ? [make("ul", { role: "list" }, ...stretch.map((one) => drawItem(one, said)))]
      : stretch.map((one) => drawBlock(one, said)),
  );
}

function drawItem({ fate, block, runs }, said) {
  const kinds = [fate, `depth-${Math.min(block.depth, DEEPEST)}`, ...(block.marker ? ["numbered"] : [])];
  return make("li", { class: kinds.join(" ") }, ...drawMarker(block), ...drawWords(runs, said));
}

function drawBlock({ fate, block, runs, rows, level, isSeen }, said) {
  if (rows) return drawTable(rows, isSeen && ["same", "changed"].includes(fate), said);
  if (block.kind === "code") return make("pre", { class: fate }, ...drawWords(runs, said));
  if (block.kind === "heading") return make(`h${level}`, { class: fate }, ...drawMarker(block), ...drawWords(runs, said));
  return make("p", { class: block.depth ? `${fate} within` : fate }, ...drawWords(runs, said));
}

function drawMarker(block) {
  return block.marker ? [make("span", { class: "number" }, block.marker), " "] : [];
}

/* The rows that changed and those next to them, or all of them. */
function drawTable(rows, isBrief, said) {
  const isChanged = (number) => rows[number] && rows[number].fate !== "same";
  const isNear = (number) => !isBrief || number === 0 || [number - 1, number, number + 1].some(isChanged);
  const table = make("table", { class: "changes" });
  for (const stretch of stretches([...rows.keys()], isNear)) {
    if (isNear(stretch[0]) || stretch.length <= SHORT) {
      table.append(...stretch.map((number) => drawRow(rows[number], number === 0, said)));
    } else {
      const told = make("td", { colspan: rows[0].cells.length }, `… ${said.unchangedRows.replace("{count}", stretch.length)}`);
      table.append(make("tr", { class: "left-out" }, told));
    }
  }
  const name = rows[0].cells.map(({ runs }) => runs.map((run) => run.text).join(" ")).join(", ");
  return make("div", { class: "scroll", role: "group", tabindex: 0, "aria-label": name }, table);
}

function drawRow({ fate, cells }, isHead, said) {
  const row = make("tr", { class: fate });
  cells.forEach((cell, number) => {
    const scope = isHead ? { scope: "col" } : number === 0 ? { scope: "row" } : {};
    row.append(make(scope.scope ? "th" : "td", scope, ...drawWords(cell.runs, said)));
  });
  return row;
}

/* Deleted and inserted words are announced in words, for screen readers. */
function drawWords(runs, said) {
  const spoken = (words) => make("span", { class: "said" }, ` ${words} `);
  return runs.map(({ mark, text }) => {
    if (mark === "deleted") return make("del", {}, spoken(said.deleted), text, spoken(said.deletionEnds));
    if (mark === "inserted") return make("ins", {}, spoken(said.inserted), text, spoken(said.insertionEnds));
    return text;
  });
}

function make(tag, attributes, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...content);
  return element;
}
