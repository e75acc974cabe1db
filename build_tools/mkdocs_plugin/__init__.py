"""Builds the site with MkDocs: adds the pages, labels the cells of tables, and caches the pages of old versions.

It takes the pages of `site` and gives HTML. It adds no words; it removes HTML and links that are no longer allowed from
old texts, and adds the Content Security Policy. What a page says is decided in `site`.
"""

import gc

gc.set_threshold(100_000, 20, 20)  # before the imports: garbage collection takes 5 % of a build
