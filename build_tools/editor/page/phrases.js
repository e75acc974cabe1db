// What the forms say. Decap CMS speaks of publishing; here one saves, and publishing is what git does.

const PHRASES = {
  editor: {
    editor: {
      onDeletePublishedEntry: "Delete this file?",
      onDeleteWithUnsavedChanges: "Delete this file, and what you have not saved of it?",
      confirmLoadBackup: "You left this form without saving. Do you want to go on with that edit?",
    },
    editorControl: { field: { optional: "if any" } },
    editorControlPane: { widget: { regexPattern: "%{fieldLabel}: %{pattern}." } },
    editorToolbar: {
      backCollection: " %{collectionLabel}",
      changesSaved: "Saved",
      unsavedChanges: "Not saved yet",
      publishing: "Saving …",
      publish: "Save",
      published: "Saved",
      publishNow: "Save",
      publishAndCreateNew: "Save, then begin another",
      publishAndDuplicate: "Save, then begin a copy",
      deletePublishedEntry: "Delete",
      deleteEntry: "Delete",
    },
  },
  ui: {
    toast: {
      entrySaved: "Saved",
      missingRequiredField: "Something is missing. It is marked in red.",
      onFailToLoadEntries: "This cannot be opened. %{details}",
      onFailToPersist: "%{details}",
      onFailToDelete: "%{details}",
    },
  },
};

export function registerPhrases(CMS, isLocal) {
  const { editorToolbar: _, editor: __, ...shared } = PHRASES.editor;
  const phrases = isLocal ? PHRASES : { ...PHRASES, editor: shared }; // a host of git does publish
  CMS.registerLocale("en", lay(CMS.getLocale("en"), phrases));
}

function lay(under, over) {
  const both = { ...under };
  for (const [key, value] of Object.entries(over)) {
    both[key] = typeof value === "string" ? value : lay(under[key] ?? {}, value);
  }
  return both;
}
