"""From a git repository to the versions of documents, their dates, and the ledger.

It takes a repository and a function that renders a revision, and gives every published version with the day of its
publication. It is the only room that runs git. The meaning of changes belongs in `changes`.
"""
