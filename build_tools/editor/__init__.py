"""Edits the source in a browser: forms, a preview of an edit's impact, and the saved edit. Checks stand elsewhere."""
