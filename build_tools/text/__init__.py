"""Text in one form to text in another: escaping, HTML to plain text, JSON Schema.

It takes words and gives the same words fit for a page, a comment, an e-mail or a schema. Nothing here knows what a
policy or a finding is, and nothing reads files.
"""
