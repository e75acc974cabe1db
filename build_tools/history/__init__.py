"""A git repository to versions of documents, their dates, and the ledger.

It takes a repository and a function that renders a revision, and gives every published version and the day on which
it was published. It is the only room that runs git; what a change means is decided in `changes`.
"""
