// Removes the empty fields from the content of a form.

export const FILE_NAME = "_name"; // the key that carries the name of a new file to the backend; it is not written
const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };

// The name of a new file, spelt like an id: it begins with a word, which is `word` if the heading has no Latin letters.
export function nameOf(heading, word) {
  const spelt = heading.toLowerCase().replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter]);
  const words = spelt.normalize("NFKD").replace(/\p{M}/gu, "").match(/[a-z0-9]+/g) ?? [];
  return (/^[a-z]/.test(words[0] ?? "") ? words : [word, ...words]).join("-");
}

export function fieldsOf(configuration, name, slug) {
  const collection = configuration.collections.find((candidate) => candidate.name === name);
  return collection.files ? collection.files.find((file) => file.name === slug).fields : collection.fields;
}

export function tidy(fields, group) {
  const kept = {};
  for (const field of fields) {
    const value = tidyValue(field, group[field.name]);
    if (value !== undefined) kept[field.name] = value;
  }
  for (const [key, value] of Object.entries(group)) {
    if (!fields.some((field) => field.name === key)) kept[key] = value; // not a field of the form: it is left unchanged
  }
  return kept;
}

function tidyValue(field, value) {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) {
    if (!value.length && !field.stated) return undefined;
    return field.fields ? value.map((item) => tidy(field.fields, item)) : value;
  }
  if (field.fields) {
    const group = tidy(field.fields, value);
    return Object.keys(group).length || field.stated ? group : undefined;
  }
  if (typeof value === "string" && !value.trim()) return field.stated ? "" : undefined;
  return value;
}
