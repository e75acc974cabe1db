"""Two revisions to findings: what changed, and how much it matters.

It takes two policies and their documents, and gives findings by the rules in `rules/`. How a finding is shown is
decided in `reports` and `site`, and whether customers were told in time in `review`.
"""
