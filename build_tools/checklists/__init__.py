"""A policy and a checklist to what the policy states about each item.

It takes the facts and the text of a policy and the lists in `lists/`, and gives the state of each item with the place
where it was found. Legal advice and the presentation of results do not belong here.
"""
