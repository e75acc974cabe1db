"""The values that every other room uses: facts, documents, versions, findings.

Each module turns plain data into immutable values and validates them. Nothing here reads files, git or the clock, or
decides how a value is shown.
"""
