"""Editing in the browser: which forms there are, what an edit would mean, and how it is saved."""
