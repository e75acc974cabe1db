"""Reads the files of a source into a checked policy, or into a list of all problems with file, line and column.

The input is the tree of files in `policy_src/` and `templates/`, and `mkdocs.yml`. No other room reads YAML. What
documents say and what a change means is decided in the rooms that import this one.
"""
