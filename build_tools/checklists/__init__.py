"""A text and a checklist to what it says of it. `lists/` holds the lists, one file a list."""
