"""A source, or a change of it, to what keeps it from being published.

It takes a project, or two revisions of it, and gives problems, missing announcements, short notice, checklist answers
and publication dates that cannot be true. How they are printed is decided in `reports`.
"""
