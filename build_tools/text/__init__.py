"""Converts text: escaping, Markdown to HTML, HTML to plain text, and JSON Schema.

Functions take and return strings. Nothing here knows about policies or findings, and nothing reads files.
"""
