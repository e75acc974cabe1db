"""The texts as Word files."""
