"""The site as MkDocs builds it.

It takes the pages of `site` and hands them to MkDocs, with headings for the cells of tables, and keeps the finished
pages of old versions. It decides nothing about the contents of a page.
"""

import gc

gc.set_threshold(100_000, 20, 20)  # before the plugin's imports: looking for garbage takes a twentieth of a build
