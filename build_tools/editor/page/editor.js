// Sets up the forms: Decap CMS, the controls that it lacks, and the preview of an edit's impact.
import { registerControls } from "./controls.js";
import { makeImpact } from "./impact.js";
import { registerPhrases } from "./phrases.js";
import { FILE_NAME, fieldsOf, nameOf, tidy } from "./tidy.js";
import { registerFormats } from "./yaml.js";

const { CMS, createClass, h, editor } = window;
const configuration = editor.decap;

registerPhrases(CMS, editor.is_local);
registerControls(CMS, createClass, h);
registerFormats(CMS);
CMS.registerPreviewStyle(new URL("impact.css", document.baseURI).href);
const Impact = makeImpact(createClass, h, configuration, editor.is_local, editor.has_reader);
for (const collection of configuration.collections) {
  for (const form of collection.files ?? [collection]) CMS.registerPreviewTemplate(form.name, Impact);
}

// Only fields that are filled in are saved, in the order of the form; emptied fields are removed.
CMS.registerEventListener({
  name: "preSave",
  handler: ({ entry }) => {
    const data = entry.get("data");
    const collection = entry.get("collection");
    const content = tidy(fieldsOf(configuration, collection, entry.get("slug")), data.toJS());
    if (entry.get("newRecord")) {
      const { label_singular: word } = configuration.collections.find(({ name }) => name === collection);
      content[FILE_NAME] = nameOf(String(content.title ?? ""), word.toLowerCase());
    }
    return data.clear().merge(content);
  },
});
CMS.registerEventListener({ name: "postSave", handler: () => { window.dispatchEvent(new Event("saved")); } });

// An entry of a list also opens by a click on its name, not only on the arrow above it.
document.addEventListener("click", (event) => {
  const name = event.target.closest?.('[class*="NestedObjectLabel"]');
  name?.parentElement.querySelector("button")?.click();
});

if (editor.is_local) configuration.backend.proxy_url = new URL("api/v1", document.baseURI).href;
CMS.init({ config: configuration });
