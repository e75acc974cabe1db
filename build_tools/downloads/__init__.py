"""Turns versions into files that readers keep: PDF and Word.

It takes a text with its title, day and status, and gives bytes that are the same for the same text. The versions
themselves come from `history`.
"""
