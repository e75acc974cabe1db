"""Versions and publications to everything that a customer reads: pages, feeds and data, as paths and contents.

It takes the documents, their history and the findings of each publication. It writes no files and builds no HTML pages;
MkDocs does that by way of `mkdocs_plugin`.
"""
