"""Policies to documents: renders a policy with the layouts of its revision, and reads the visible text.

It takes a policy and its `templates/`, and gives documents in Markdown with their visible text. Pages, navigation and
everything else around a document do not belong here.
"""
