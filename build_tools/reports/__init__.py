"""From problems, findings and reviews to what a person or a program reads of them outside of the site.

It takes values and gives text for a terminal, Markdown for a pull request, annotations, JSON and its schema, or one
HTML page. Problems and findings come from other rooms; only what is wrong with an announcement is worded here.
"""
