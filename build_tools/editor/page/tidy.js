// What does a form hold, without what nobody filled in?

export const FILE_NAME = "_name"; // where a new file's data carry its name on the way to the backend; it is not written
const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };

// The name of a new file, spelt as an id is: it begins with a word, and has one where the heading has no Latin letters.
export function nameOf(heading, word) {
  const spelt = heading.toLowerCase().replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter]);
  const words = spelt.normalize("NFKD").replace(/\p{M}/gu, "").match(/[a-z0-9]+/g) ?? [];
  return (/^[a-z]/.test(words[0] ?? "") ? words : [word, ...words]).join("-");
}

export function fieldsOf(configuration, name, slug) {
  const collection = configuration.collections.find((one) => one.name === name);
  return collection.files ? collection.files.find((file) => file.name === slug).fields : collection.fields;
}

export function tidy(fields, group) {
  const told = {};
  for (const field of fields) {
    const value = tidyValue(field, group[field.name]);
    if (value !== undefined) told[field.name] = value;
  }
  for (const [key, value] of Object.entries(group)) {
    if (!fields.some((field) => field.name === key)) told[key] = value; // no field of ours: it is left as it is
  }
  return told;
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
