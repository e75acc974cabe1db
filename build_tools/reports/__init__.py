"""Turns problems, findings and reviews into reports for people and programs outside the site.

It takes values and gives text for a terminal, Markdown for a pull request, annotations, JSON with its schema, or an
HTML page. Problems and findings themselves come from other rooms.
"""
