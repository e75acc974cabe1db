"""Two texts to a redline: the words that were deleted, inserted or moved.

It takes two Markdown texts and gives their blocks side by side, and the same as HTML. The meaning of a change does not
belong here.
"""
