"""Edits the source in a browser.

It takes the model and a working folder, and gives forms, a preview of an edit's impact, and the saved edit. Checks of
the source belong in `source` and `review`.
"""
