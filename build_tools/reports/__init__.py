"""Problems, findings and reviews to what a person or a program reads of them outside of the site.

It takes values and gives text for a terminal, Markdown for a pull request, annotations, JSON and its schema, or one
HTML page. It finds and decides nothing.
"""
