"""Creates a new project from a few answers, and launches a draft.

It takes the answers of a company and gives a complete project with a draft source. Texts written elsewhere are read in
`importing`.
"""
