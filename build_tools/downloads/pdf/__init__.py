"""Turns a text into a tagged PDF (PDF/UA-1, ISO 14289-1).

It takes the HTML elements of a text and gives bytes. Word files are made in `word`.
"""
