/* Compares any two versions of a document. The address has the choice.

   The versions are in the lists of the page, and their texts in files of the site. */
"use strict";

const box = document.querySelector(".comparison");
const lists = new Map([...document.querySelectorAll(".each details")].map((list) => [list.dataset.document, list]));
const loads = new Map();
let asked = 0; // the number of comparisons: the result of an earlier comparison is ignored
let shown = ""; // the address of the redline on the page

box.replaceChildren(box.querySelector("template").content.cloneNode(true));
const [ofDocument, from, to] = ["document", "from", "to"].map((name) => box.querySelector(`[name=${name}]`));
const [answer, result] = [box.querySelector("[role=status]"), box.querySelector(".result")];
for (const [id, list] of lists) {
  if (versionsOf(id).length > 1) ofDocument.append(new Option(list.querySelector("summary").textContent, id));
}

ofDocument.addEventListener("change", () => choose(lastTwo(ofDocument.value)));
from.addEventListener("change", () => choose(chosen()));
to.addEventListener("change", () => choose(chosen()));
box.querySelector("button").addEventListener("click", () => choose({ ...chosen(), from: to.value, to: from.value }));
addEventListener("popstate", goToAddress);
goToAddress();

/* The links to the versions of a document, the newest first. */
function linksOf(id) {
  return [...(lists.get(id)?.querySelectorAll("li > a[id]") ?? [])];
}

function versionOf(link, id) {
  return link.id.slice(id.length + 1);
}

function versionsOf(id) {
  return linksOf(id).map((link) => versionOf(link, id));
}

function lastTwo(id) {
  const [last, before] = versionsOf(id);
  return { document: id, from: before ?? "", to: last ?? "" };
}

function chosen() {
  return { document: ofDocument.value, from: from.value, to: to.value };
}

/* Each choice is an entry in the browser's history. */
function choose(choice) {
  history.pushState(null, "", addressOf(choice));
  show(choice);
}

function goToAddress() {
  const linked = readPlace();
  if (linked) return location.replace(addressOf(linked)); // or the browser would go to the list below
  const choice = readAddress();
  if (addressOf(choice) === shown) return;
  if (isKnown(choice)) history.replaceState(null, "", addressOf(choice));
  show(choice);
}

/* `#<document>.<version>`, as in links from other pages: that version, and the newest other one. */
function readPlace() {
  const [id, ...name] = location.hash.slice(1).split(".");
  const version = name.join(".");
  if (location.search || !versionsOf(id).includes(version)) return undefined;
  const last = lastTwo(id);
  return version === last.to ? last : { ...last, from: version };
}

/* `?document=…&from=…&to=…`; the default is the newest. */
function readAddress() {
  const parameters = new URLSearchParams(location.search);
  const last = lastTwo(parameters.get("document") ?? ofDocument.options[0].value);
  return { ...last, from: parameters.get("from") ?? last.from, to: parameters.get("to") ?? last.to };
}

function addressOf(choice) {
  return `?${new URLSearchParams(choice)}`;
}

function isKnown(choice) {
  const versions = versionsOf(choice.document);
  return versions.length > 1 && versions.includes(choice.from) && versions.includes(choice.to);
}

/* Put a choice into the form; a value that does not exist is left blank. */
function offer(choice) {
  ofDocument.value = choice.document;
  for (const [select, version] of [[from, choice.from], [to, choice.to]]) {
    select.replaceChildren(...yearsOf(choice.document));
    select.value = version;
  }
}

/* The versions of each year. */
function yearsOf(id) {
  const years = new Map();
  for (const link of linksOf(id)) {
    const year = versionOf(link, id).slice(0, 4);
    if (!years.has(year)) years.set(year, make("optgroup", { label: year }));
    const remark = link.parentElement.querySelector("small");
    const label = remark ? `${link.textContent} (${remark.textContent})` : link.textContent;
    years.get(year).append(new Option(label, versionOf(link, id)));
  }
  return years.values();
}

async function show(choice) {
  const turn = ++asked;
  offer(choice);
  if (!isKnown(choice)) return tell(box.dataset.unknown);
  result.setAttribute("aria-busy", "true");
  try {
    const [before, after] = await Promise.all([load(choice.document, choice.from), load(choice.document, choice.to)]);
    if (turn === asked) draw(choice, before, after);
  } catch {
    if (turn !== asked) return;
    tell(box.dataset.unreachable);
    lists.get(choice.document).open = true;
  }
}

/* Load a text once, and again only if that failed. */
function load(id, version) {
  const address = `${box.dataset.texts}${id}/${version}.json`;
  if (!loads.has(address)) {
    const text = fetch(address).then((response) => (response.ok ? response.json() : Promise.reject(new Error(address))));
    text.catch(() => loads.delete(address));
    loads.set(address, text);
  }
  return loads.get(address);
}

function draw(choice, before, after) {
  const blocks = compareTexts(before.blocks, after.blocks);
  const count = blocks.filter((block) => block.fate !== "same").length;
  const redline = drawRedline(isTitle(blocks[0], after.title) ? blocks.slice(1) : blocks, box.dataset);
  const texts = [...linkTo(from, choice.document), " · ", ...linkTo(to, choice.document)];
  tell(count ? box.dataset.differ.replace("{count}", count) : box.dataset.same);
  result.append(make("h2", {}, after.title), make("p", { class: "meta" }, ...texts), redline);
  shown = addressOf(choice);
}

/* Whether a block is the title of the document, which is above the redline anyway. */
function isTitle(one, title) {
  return one?.fate === "same" && one.block.kind === "heading" && one.block.text === title;
}

/* The address of the chosen text. */
function linkTo(select, id) {
  const link = linksOf(id).find((one) => versionOf(one, id) === select.value).cloneNode(true);
  link.removeAttribute("id");
  return [`${select.labels[0].firstChild.textContent.trim()}: `, link];
}

/* Show the result in a sentence, in place of the previous sentence. */
function tell(sentence) {
  shown = "";
  result.replaceChildren();
  result.removeAttribute("aria-busy");
  answer.textContent = sentence;
}
