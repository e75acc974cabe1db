"""The policy, its versions and its changelog to JSON, CSV and JSON-LD, each with its schema.

It takes values and gives files by their paths. Nothing here is read by a person on a page.
"""
