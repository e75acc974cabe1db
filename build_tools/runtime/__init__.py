"""Files, caches, fingerprints, processes and the base class of errors, for every other room.

Functions take and return paths and bytes, and follow no symbolic links in a project. Nothing here knows about policies.
"""
