"""Two revisions to findings: the changes, and how important each of them is.

It takes two policies and their documents, and gives findings by the rules in `rules/`. The presentation of findings
belongs in `reports` and `site`, and the checks before a publication in `review`.
"""
