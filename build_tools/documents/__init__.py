"""A policy to documents, rendered by the layouts of its own revision.

It takes a policy and its `templates/`, and gives Markdown documents with the text that a reader sees in each. It knows
nothing of pages, navigation or the site around a document.
"""
