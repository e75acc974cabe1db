// Puts the forms together: Decap CMS, the controls that it lacks, and what an edit would mean.
import { registerControls } from "./controls.js";
import { makeOutlook } from "./outlook.js";
import { registerPhrases } from "./phrases.js";
import { FILE_NAME, fieldsOf, nameOf, tidy } from "./tidy.js";
import { registerFormats } from "./yaml.js";

const { CMS, createClass, h, editor } = window;
const configuration = editor.decap;

registerPhrases(CMS, editor.is_local);
registerControls(CMS, createClass, h);
registerFormats(CMS);
CMS.registerPreviewStyle(new URL("outlook.css", document.baseURI).href);
const Outlook = makeOutlook(createClass, h, configuration, editor.is_local);
for (const collection of configuration.collections) {
  for (const form of collection.files ?? [collection]) CMS.registerPreviewTemplate(form.name, Outlook);
}

// What is saved is what somebody has filled in: a field that was emptied goes, and keys keep the order of the form.
CMS.registerEventListener({
  name: "preSave",
  handler: ({ entry }) => {
    const data = entry.get("data");
    const collection = entry.get("collection");
    const held = tidy(fieldsOf(configuration, collection, entry.get("slug")), data.toJS());
    if (entry.get("newRecord")) {
      const { label_singular: word } = configuration.collections.find((one) => one.name === collection);
      held[FILE_NAME] = nameOf(String(held.title ?? ""), word.toLowerCase());
    }
    return data.clear().merge(held);
  },
});
CMS.registerEventListener({ name: "postSave", handler: () => { window.dispatchEvent(new Event("saved")); } });

// An entry of a list opens by its name too, and not only by the arrow above it.
document.addEventListener("click", (event) => {
  const name = event.target.closest?.('[class*="NestedObjectLabel"]');
  name?.parentElement.querySelector("button")?.click();
});

if (editor.is_local) configuration.backend.proxy_url = new URL("api/v1", document.baseURI).href;
CMS.init({ config: configuration });
