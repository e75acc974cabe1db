"""A few answers to a new project, and a draft to a launched one.

It takes what a company says about itself and gives a complete project with a draft source. Texts that exist elsewhere
are read in `importing`.
"""
