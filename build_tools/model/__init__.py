"""The values of a policy and of its history, which every other room reads: facts, documents, versions, findings.

Each module takes plain data and gives immutable values that are checked as they are made. Nothing here reads files, git
or the clock. `localize` writes a fact in words; pages and reports are laid out in other rooms.
"""
