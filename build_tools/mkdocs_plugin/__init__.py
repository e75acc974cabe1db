"""Builds the site with MkDocs.

It passes the pages of `site` to MkDocs, labels the cells of tables, and caches the finished pages of old versions. It
decides nothing about the content of a page.
"""

import gc

gc.set_threshold(100_000, 20, 20)  # before the imports: garbage collection takes 5 % of a build
