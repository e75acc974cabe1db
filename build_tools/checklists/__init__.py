"""A policy and a checklist to what the policy says about each item.

It takes the facts and the text of a policy and the lists in `lists/`, and gives an answer for each item with the place
where it was found. It gives no legal advice and prints nothing.
"""
