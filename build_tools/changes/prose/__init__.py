"""Compares two texts and judges every passage that changed.

It takes two texts in Markdown and returns findings on what their sentences state, no longer state, or state
differently. It does not know structured facts: `changes/facts` compares these.
"""
