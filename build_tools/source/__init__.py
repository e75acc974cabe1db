"""From files to a policy, or to all problems with file, line and column.

It takes the tree of files under `policy_src/`, `templates/` and `mkdocs.yml`, and gives a checked policy or every
problem at once. It also writes changed fields back into the files, for the editor and the launch. It is the only room
that reads YAML; what documents say, and what a change means, is decided in other rooms.
"""
