"""From a git repository to the versions of documents, their dates, and the ledger.

It takes a repository and a function that renders a revision, and gives every published version with its day; also the
records of notices, the edits of any text in Markdown, and the state of the working folder. It is the only room that
runs git; what a change means is decided in `changes`.
"""
