"""What every room runs on: files, caches, fingerprints, processes and the errors that stop a run.

It takes paths and bytes and gives them back, without following links that somebody else may have placed. Nothing here
reads a policy.
"""
