"""The values of a policy and of its history, which every other room reads: facts, documents, versions, findings.

Each module takes plain data and gives one immutable value that is checked as it is made. Nothing here reads a file, git
or the clock, and nothing knows how a value is shown.
"""
