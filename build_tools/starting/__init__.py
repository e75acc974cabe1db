"""From a few answers to a new project, and from a draft to a launched policy.

It takes what a company says about itself and gives the files of a complete project with a draft source. Texts that
exist elsewhere are read in `importing`.
"""
