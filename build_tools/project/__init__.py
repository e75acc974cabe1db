"""Connects the rooms: one project object, on which each result is computed once.

It takes a project's folder, the time of the run and the environment, and gives the policy, its documents, its history,
its publications and its site. Rules and formats belong in the rooms that this one imports.
"""
