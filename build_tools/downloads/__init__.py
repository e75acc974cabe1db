"""Versions to files that a reader keeps: PDF and Word.

It takes a text with its title, day and status, and gives bytes that are the same for the same text. Which versions
there are is decided in `history`.
"""
