/* Finds what was inserted, deleted or changed from one text to another, block by block and word by word.

   The texts are those of data/texts/. The rules are those of the redlines in the changelog (build_tools/changes/), except
   that moved passages count as deleted and inserted. Both texts can be restored from the result. */
"use strict";

const WORD = /[\p{L}\p{M}\p{N}_]+(?:['’.,:/@-][\p{L}\p{M}\p{N}_]+)*|\s+|[^\p{L}\p{M}\p{N}_\s]/gu;
const LETTER = /[\p{L}\p{N}]/u;
/* The least similarity at which two items at the same place count as changed, not as deleted and inserted. */
const ALIKE = 0.45;
/* The same for two rows with the same first cell. */
const NAMED = 0.5;
/* A passage of at least this many words has grown into a longer passage that has at least this part of it. */
const ENOUGH_TO_GROW = 6;
const GROWN = 0.8;
/* This many unchanged words in a row are always shown as unchanged. */
const LONG = 5;
/* The most pairs of a gap that are compared; in larger gaps, the nth is only compared with the nth. */
const MOST_PAIRS = 100_000;
/* The most edits that are searched for, since the time grows with their square; a text with more counts as rewritten. */
const MOST_EDITS = 2_000;

/* The blocks of both texts, each with its kind of change, and its words as runs or its rows with cells of runs. */
function compareTexts(before, after) {
  const [old, now] = [before, after].map((blocks) => blocks.map(readBlock));
  const steps = pairUp(keysOf(old), keysOf(now), (was, is) => likenessOfBlocks(old[was], now[is]));
  return steps.map(([was, is]) => redlineBlock(before[was], after[is]));
}

function readBlock(block) {
  const kind = ["heading", "table"].includes(block.kind) ? block.kind : "text";
  const said = block.rows ? block.rows.flat().join(" ") : block.text;
  return { kind, key: JSON.stringify([kind, block.rows ?? block.text]), words: wordsOf(said) };
}

function keysOf(things) {
  return things.map((thing) => thing.key);
}

function wordsOf(text) {
  return new Set((text.toLowerCase().match(WORD) ?? []).filter((word) => LETTER.test(word)));
}

function likenessOfBlocks(one, other) {
  if (one.kind !== other.kind) return 0;
  const shared = countShared(one.words, other.words);
  const fewer = Math.min(one.words.size, other.words.size);
  if (!shared) return 0;
  if (one.kind === "table") return shared / fewer;
  const grown = fewer >= ENOUGH_TO_GROW ? shared / fewer : 0;
  return Math.max((2 * shared) / (one.words.size + other.words.size), grown >= GROWN ? grown / 2 : 0);
}

function countShared(one, other) {
  let count = 0;
  for (const word of one) count += other.has(word);
  return count;
}

function redlineBlock(was, is) {
  const block = is ?? was;
  if (was?.rows && is?.rows) {
    const rows = redlineTable(was.rows, is.rows);
    return { fate: rows.every((row) => row.fate === "same") ? "same" : "changed", block, rows };
  }
  const fate = !was ? "inserted" : !is ? "deleted" : was.text === is.text ? "same" : "changed";
  if (block.rows) return { fate, block, rows: block.rows.map((cells) => redlineRow(fate, cells.map((cell) => mark(fate, cell)))) };
  return { fate, block, runs: fate === "changed" ? redlineWords(was.text, is.text) : mark(fate, block.text).runs };
}

/* Tables: the rows by the columns of both, each with as many cells as both have columns. */
function redlineTable(before, after) {
  const columns = pairColumns(before, after);
  const both = columns.filter(([was, is]) => was !== undefined && is !== undefined);
  const [old, now] = [before, after].map((rows, side) => rows.slice(1).map((row) => readRow(both.map((pair) => row[pair[side]] ?? ""))));
  const steps = pairUp(keysOf(old), keysOf(now), (was, is) => likenessOfRows(old[was], now[is]));
  const pairs = [[before[0], after[0]], ...steps.map(([was, is]) => [before[was + 1], after[is + 1]])];
  return pairs.map(([was, is]) => {
    const fate = !was ? "inserted" : !is ? "deleted" : "changed";
    return redlineRow(fate, columns.map(([left, right]) => redlineCell(was?.[left], is?.[right])));
  });
}

function pairColumns(before, after) {
  const [old, now] = [before, after].map((rows) => rows[0].map((_, at) => new Set(rows.slice(1).map((row) => row[at]).filter(Boolean))));
  return pairUp(before[0], after[0], (was, is) => countShared(old[was], now[is]) / (Math.min(old[was].size, now[is].size) || 1));
}

function readRow(cells) {
  return { key: JSON.stringify(cells), name: cells[0], words: wordsOf(cells.join(" ")) };
}

function likenessOfRows(one, other) {
  const alike = (2 * countShared(one.words, other.words)) / (one.words.size + other.words.size || 1);
  return one.name && one.name === other.name ? NAMED + alike * (1 - NAMED) : alike;
}

/* A row in both tables has changed if any of its cells has. */
function redlineRow(fate, cells) {
  return { fate: fate === "changed" && cells.every((cell) => cell.fate === "same") ? "same" : fate, cells };
}

function redlineCell(was, is) {
  if (was === undefined) return mark("inserted", is ?? "");
  if (is === undefined) return mark("deleted", was);
  return was === is ? mark("same", is) : { fate: "changed", runs: redlineWords(was, is) };
}

function mark(fate, text) {
  return { fate, runs: text ? [{ mark: fate, text }] : [] };
}

/* Pairs of positions in two sequences: equal items in order, and similar items between them. Part of a pair may be missing. */
function pairUp(before, after, like) {
  const equal = [...findEqual(before, after), [before.length, after.length]];
  const steps = [];
  let [at, to] = [0, 0];
  for (const [was, is] of equal) {
    for (const [left, right] of [...pairAlike(at, was, to, is, like), [was, is]]) {
      while (at < left) steps.push([at++, undefined]);
      while (to < right) steps.push([undefined, to++]);
      if (left < before.length && right < after.length) steps.push([at++, to++]);
    }
  }
  return steps;
}

function* findEqual(before, after) {
  let [at, to] = [0, 0];
  for (const part of Diff.diffArrays(before, after, { maxEditLength: MOST_EDITS }) ?? []) {
    for (let n = 0; !part.added && !part.removed && n < part.count; n++) yield [at + n, to + n];
    if (!part.added) at += part.count;
    if (!part.removed) to += part.count;
  }
}

/* The pairs of a gap that are most similar in total, in order. A close pair counts more than two loose pairs. */
function pairAlike(at, end, to, stop, like) {
  const [height, width] = [end - at, stop - to];
  if (height * width > MOST_PAIRS) {
    const places = Array.from({ length: Math.min(height, width) }, (_, n) => [at + n, to + n]);
    return places.filter((pair) => like(...pair) >= ALIKE);
  }
  const [weights, best] = [0, 0].map(() => Array.from({ length: height + 1 }, () => new Float64Array(width + 1)));
  for (let row = height - 1; row >= 0; row--) {
    for (let column = width - 1; column >= 0; column--) {
      const likeness = like(at + row, to + column);
      const weight = likeness >= ALIKE ? likeness ** 2 : 0;
      weights[row][column] = weight;
      const joined = weight ? weight + best[row + 1][column + 1] : 0;
      best[row][column] = Math.max(joined, best[row + 1][column], best[row][column + 1]);
    }
  }
  return [...tracePath(weights, best, height, width)].map(([row, column]) => [at + row, to + column]);
}

function* tracePath(weights, best, height, width) {
  let [row, column] = [0, 0];
  while (row < height && column < width) {
    const weight = weights[row][column];
    if (weight && best[row][column] === weight + best[row + 1][column + 1]) yield [row++, column++];
    else if (best[row][column] === best[row + 1][column]) row++;
    else column++;
  }
}

/* The runs of two texts in whole words. The few words between two rewritten passages count as rewritten too. */
function redlineWords(before, after) {
  const stretches = [];
  for (const stretch of stretchesOf(before.match(WORD) ?? [], after.match(WORD) ?? [])) {
    stretches.push(stretch);
    while (stretches.length > 1 && belongTogether(...stretches.slice(-2))) mergeInto(stretches.at(-2), stretches.pop());
  }
  return joinRuns(stretches.flatMap(runsOf));
}

/* The deleted and inserted words, and the words of both texts after them. */
function* stretchesOf(old, now) {
  const rewritten = [{ removed: true, value: old }, { added: true, value: now }];
  let stretch = { deleted: [], inserted: [], same: [] };
  for (const part of Diff.diffArrays(old, now, { maxEditLength: MOST_EDITS }) ?? rewritten) {
    if (stretch.same.length) {
      yield stretch;
      stretch = { deleted: [], inserted: [], same: [] };
    }
    stretch[part.removed ? "deleted" : part.added ? "inserted" : "same"] = part.value;
  }
  yield stretch;
}

function belongTogether(stretch, following) {
  const isRewritten = (one) => one.deleted.length > 0 || one.inserted.length > 0;
  if (!stretch.same.length || !isRewritten(following)) return true;
  const kept = countWords(stretch.same);
  if (!isRewritten(stretch) || kept === LONG) return false;
  return kept < Math.max(1, Math.min(sizeOf(stretch), sizeOf(following))) && !stretch.same.some((word) => word.includes("\n"));
}

function sizeOf(stretch) {
  return Math.max(countWords(stretch.deleted), countWords(stretch.inserted));
}

/* Without punctuation and spaces. Counting stops where the words are enough to show as unchanged. */
function countWords(words) {
  let count = 0;
  for (let at = 0; at < words.length && count < LONG; at++) count += LETTER.test(words[at]);
  return count;
}

function mergeInto(stretch, following) {
  if (following.deleted.length || following.inserted.length) {
    stretch.deleted = [...stretch.deleted, ...stretch.same, ...following.deleted];
    stretch.inserted = [...stretch.inserted, ...stretch.same, ...following.inserted];
    stretch.same = following.same;
  } else {
    stretch.same = [...stretch.same, ...following.same];
  }
}

/* The words of a stretch; equal words at both ends have not changed. */
function runsOf({ deleted, inserted, same }) {
  const most = Math.min(deleted.length, inserted.length);
  let [start, end] = [0, 0];
  while (start < most && deleted[start] === inserted[start]) start++;
  while (end < most - start && deleted.at(-1 - end) === inserted.at(-1 - end)) end++;
  const tail = deleted.slice(deleted.length - end);
  return [
    { mark: "same", text: deleted.slice(0, start).join("") },
    { mark: "deleted", text: deleted.slice(start, deleted.length - end).join("") },
    { mark: "inserted", text: inserted.slice(start, inserted.length - end).join("") },
    { mark: "same", text: [...tail, ...same].join("") },
  ];
}

function joinRuns(runs) {
  const joined = [];
  for (const run of runs.filter((one) => one.text)) {
    if (joined.at(-1)?.mark === run.mark) joined.at(-1).text += run.text;
    else joined.push(run);
  }
  return joined;
}
