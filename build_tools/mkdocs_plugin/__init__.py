"""The site as MkDocs builds it.

It takes the pages of `site` and hands them to MkDocs, with headings for the cells of tables, and keeps the finished
pages of old versions. It decides nothing about the contents of a page.
"""
