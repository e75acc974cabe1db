"""Documents, versions and publications to Markdown pages.

It takes values and gives pages with their front matter. Feeds and data files are made next door, and the look of a page
is decided in `templates/` and `site_overrides/`.
"""
