"""Turns documents, versions and publications into Markdown pages.

It takes values and gives pages with front matter. Feeds and data files are made in `feeds` and `data`; the look of a
page is decided in `templates/` and `site_overrides/`.
"""
