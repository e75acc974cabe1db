"""Edits the source in a browser: forms, a preview of the impact, and the saved edit.

It takes a project's folder and the requests of the browser, and gives forms, previews and changed files. Whether a
source is valid is decided in `source` and `review`.
"""
