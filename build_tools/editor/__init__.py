"""Editing the source in a browser.

It takes the model and a working folder, and gives forms, a preview of what an edit would change, and the saved edit.
What is wrong with an edit is decided in `source` and `review`.
"""
