"""Turns a text, or a redline of two, into a Word file (Office Open XML, ECMA-376).

It takes blocks and gives bytes; a redline becomes tracked changes. PDFs are made in `pdf`.
"""
