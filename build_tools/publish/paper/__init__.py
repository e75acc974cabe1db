"""The texts as they are printed."""
