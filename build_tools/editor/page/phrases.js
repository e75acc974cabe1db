// The words of the forms. Decap CMS says "publish"; here a form is saved, and git publishes.

const PHRASES = {
  editor: {
    editor: {
      onDeletePublishedEntry: "Delete this file?",
      onDeleteWithUnsavedChanges: "Delete this file, including your unsaved changes?",
      confirmLoadBackup: "You left this form without saving. Do you want to continue that edit?",
    },
    editorControlPane: { widget: { regexPattern: "%{fieldLabel}: %{pattern}." } },
    editorToolbar: {
      backCollection: " %{collectionLabel}",
      changesSaved: "Saved",
      unsavedChanges: "Not saved yet",
      publishing: "Saving …",
      publish: "Save",
      published: "Saved",
      publishNow: "Save",
      publishAndCreateNew: "Save and start another",
      publishAndDuplicate: "Save and start a copy",
      deletePublishedEntry: "Delete",
      deleteEntry: "Delete",
    },
  },
  ui: {
    toast: {
      entrySaved: "Saved",
      missingRequiredField: "A required field is empty. It is marked in red.",
      onFailToLoadEntries: "This cannot be opened. %{details}",
      onFailToPersist: "%{details}",
      onFailToDelete: "%{details}",
    },
  },
};

export function registerPhrases(CMS, isLocal) {
  const { editorToolbar: _, editor: __, ...shared } = PHRASES.editor;
  const phrases = isLocal ? PHRASES : { ...PHRASES, editor: shared }; // on a host of git, saving does lead to publishing
  CMS.registerLocale("en", lay(CMS.getLocale("en"), phrases));
}

function lay(under, over) {
  const both = { ...under };
  for (const [key, value] of Object.entries(over)) {
    both[key] = typeof value === "string" ? value : lay(under[key] ?? {}, value);
  }
  return both;
}
