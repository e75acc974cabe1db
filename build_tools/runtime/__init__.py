"""What every room runs on: files below a folder that somebody else may have filled, without following its links.

In: folders that a person has named, and paths below them. Out: bytes, and refusals that name the path and the remedy.
What a file means does not belong here.
"""
