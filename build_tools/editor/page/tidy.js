// What does a form hold, without what nobody filled in?

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
