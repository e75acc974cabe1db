"""Drafts a source from texts written elsewhere (HTML, Word, Markdown, plain text).

No sentence is lost, and no fact is stated that the text does not state.
"""
