"""Asks a language model for its opinion on findings, where an organisation has configured one.

It takes findings, sends the changed passages to the model's server, and gives opinions that were checked, with a line
for each finding without one. It changes no level and writes no file: what follows from an opinion is decided elsewhere.
"""
