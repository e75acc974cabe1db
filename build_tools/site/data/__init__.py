"""Turns the policy, its versions and its changelog into JSON, CSV and JSON-LD, with JSON Schemas.

It takes values and gives files by their paths, for programs. Pages for people are made in `pages`.
"""
