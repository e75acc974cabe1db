"""Turns versions and publications into all that customers read: pages, feeds and data, as paths and contents.

It takes the documents, their history and the findings of each publication. It writes no files and no HTML pages; MkDocs
does that through `mkdocs_plugin`.
"""
