"""The rooms brought together: one project object, on which each result is worked out once.

It takes a project's folder, the time of the run and the environment, and gives the policy, its documents, its
history, its publications and its site. Rules and formats stand in the rooms below.
"""
