"""Builds the site with MkDocs: adds pages, labels tables, caches old versions. It changes no content of a page."""

import gc

gc.set_threshold(100_000, 20, 20)  # before the imports: garbage collection takes 5 % of a build
