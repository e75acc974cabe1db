// Reads and writes the files of a source on a host of git, without our server.
// It reads YAML like build_tools/source/yaml_reader.py and writes it like yaml_writer.py, so that an edit changes only its
// lines. A test compares both.

import { FILE_NAME } from "./tidy.js";

const WIDTH = 120;
const NEEDS_QUOTES = /^[\n\t ,[\]{}#&*!|>'"%@`]|^[?-]$|^[?-][ \t]|[\n:][ \t]|[ \t]\n|[\n\t ]#|[\n\t :]$|^$/;
const NO_TEXT = new RegExp(
  "^(~|null|Null|NULL|true|True|TRUE|false|False|FALSE|0o[0-7]+|[-+]?[0-9]+|0x[0-9a-fA-F]+" +
  "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)|[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?)$",
);
const MARKER = /^(%|---|\.\.\.)/;
const ODD = /[\x00-\x08\x0b-\x1f\x7f-\x9f]|\t/;
const BLANKS = /\n[ ]|[ ]\n|^[ \n]|[ ]$|\n\n$/;
const WORD = /(?:\{\{[^{}\n]*\}\}|[^ ])+/g;

// --- reading ---

function scalar(tag, pattern, construct) {
  const resolve = (text) => text !== null && pattern.test(text);
  return new window.jsyaml.Type(`tag:yaml.org,2002:${tag}`, { kind: "scalar", resolve, construct });
}

let schema;
function ours() {
  schema ??= window.jsyaml.FAILSAFE_SCHEMA.extend({
    implicit: [
      scalar("null", /^(|~|null)$/, () => null),
      scalar("bool", /^(true|false)$/, (text) => text === "true"),
      scalar("int", /^-?(0|[1-9][0-9]{0,15})$/, Number),
      scalar("float", /^-?(0|[1-9][0-9]{0,15})\.[0-9]{1,15}$/, Number),
    ],
  });
  return schema;
}

export function readYaml(text) {
  return window.jsyaml.load(text, { schema: ours() }) ?? {};
}

// --- writing ---

export function writeYaml(group) {
  const parts = Object.entries(group).map(([key, part]) => [part, `${writeKey(key)}:${writeValue(key, part, "", true)}`]);
  return `${spaced(parts, "")}\n`;
}

function writeBlock(value, indent, isTop = false) {
  if (!hasParts(value)) return writeScalar(value, indent);
  if (!Array.isArray(value)) {
    const parts = Object.entries(value).map(([key, part]) => [part, `${writeKey(key)}:${writeValue(key, part, indent)}`]);
    return isTop ? spaced(parts, indent) : parts.map(([, text]) => text).join(`\n${indent}`);
  }
  const entries = value.map((item) => `- ${writeBlock(item, `${indent}  `)}`);
  const isLarge = isTop && value.some((item, index) =>
    isGroup(item) && entries[index].split("\n").length > Object.keys(item).length);
  return entries.join((isLarge ? "\n\n" : "\n") + indent);
}

function writeValue(key, value, indent, isTop = false) {
  const inner = `${indent}  `;
  const start = indent.length + length(writeKey(key)) + 2;
  if (!hasParts(value)) return ` ${writeScalar(value, inner, start)}`;
  const flow = isShort(value) ? `[${value.map(writeWord).join(", ")}]` : "";
  if (flow && start + length(flow) <= WIDTH) return ` ${flow}`;
  return `\n${inner}${writeBlock(value, inner, isTop)}`;
}

function writeKey(key) {
  return NEEDS_QUOTES.test(key) || NO_TEXT.test(key) || /[\n[\]{},]/.test(key) ? JSON.stringify(key) : key;
}

function writeScalar(value, indent, start = indent.length) {
  if (typeof value !== "string") return JSON.stringify(value);
  if (!value || ODD.test(value) || BLANKS.test(value)) return JSON.stringify(value);
  if (value.includes("\n")) return indent ? writeLiteral(value, indent) : JSON.stringify(value);
  const oneLine = isPlain(value) ? value : JSON.stringify(value);
  const fits = start + length(oneLine) <= WIDTH;
  if (fits || !indent || value.includes("  ") || !value.includes(" ")) return oneLine;
  return [">-", ...fold(value, WIDTH - indent.length).map((line) => indent + line)].join("\n");
}

function writeLiteral(text, indent) {
  const ends = text.endsWith("\n");
  const lines = (ends ? text.slice(0, -1) : text).split("\n");
  return [ends ? "|" : "|-", ...lines.map((line) => (line ? indent + line : ""))].join("\n");
}

function writeWord(word) {
  return isPlain(word) && !/[\n[\]{},]/.test(word) ? word : JSON.stringify(word);
}

function isPlain(text) {
  return !(NEEDS_QUOTES.test(text) || ODD.test(text) || NO_TEXT.test(text) || MARKER.test(text));
}

function fold(text, width) {
  const lines = [""];
  for (const word of text.match(WORD)) {
    const line = lines.at(-1);
    if (line && length(line) + 1 + length(word) > width) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines;
}

function spaced(parts, indent) {
  const isApart = ([value, text]) => text.includes("\n") && hasParts(value);
  return parts.map((part, index) => {
    if (!index) return part[1];
    return (isApart(part) || isApart(parts[index - 1]) ? "\n\n" : "\n") + indent + part[1];
  }).join("");
}

function isShort(value) {
  return Array.isArray(value) && value.every((item) => typeof item === "string" && !item.includes(" "));
}

function isGroup(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasParts(value) {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function length(text) {
  return [...text].length; // counts characters as Python does
}

// --- the formats ---

const headings = new Map(); // the line for completion in other editors, by the file's first key

export function registerFormats(CMS) {
  CMS.registerCustomFormat("facts", "yml", {
    fromFile: (text) => {
      const source = unified(text);
      const content = readYaml(source);
      headings.set(Object.keys(content)[0], /^# yaml-language-server:.*\n/.exec(source)?.[0] ?? "");
      return content;
    },
    toFile: (data) => (headings.get(Object.keys(data)[0]) ?? "") + writeYaml(data),
  });
  CMS.registerCustomFormat("prose", "md", { fromFile: readProse, toFile: writeProse });
}

// A text without the byte order mark and the CRLF line ends of Windows.
function unified(text) {
  return text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
}

export function readProse(written) {
  const text = unified(written);
  const match = /^---[ \t]*\n([\s\S]*?\n)?---[ \t]*(?:\n|$)/.exec(text);
  return match ? { ...readYaml(match[1] ?? ""), body: text.slice(match[0].length) } : { body: text };
}

export function writeProse({ body = "", [FILE_NAME]: _, ...front }) {
  const text = body.endsWith("\n") ? body : `${body}\n`;
  return Object.keys(front).length ? `---\n${writeYaml(front)}---\n${text}` : text;
}
