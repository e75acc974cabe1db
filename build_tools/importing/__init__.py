"""Drafts a source from texts written elsewhere (HTML, Word, Markdown, plain text).

It takes files and returns facts, prose and a report of what a person has to check. No sentence is lost, and no fact is
stated that the text does not state.
"""
