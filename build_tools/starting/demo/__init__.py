"""Makes the demo: a project with an invented history of twelve publications, made of small edits of TraceLoom's source.

It takes the program's own source, layouts and theme, and gives a git repository. Real histories do not belong here.
"""
