"""Checks a source, or a change of it, before it is published.

It takes a project, or two revisions of it, and gives problems, missing announcements, short notice periods, answers to
checklists and wrong publication dates. Printing them belongs in `reports`.
"""
