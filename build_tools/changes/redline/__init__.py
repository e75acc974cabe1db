"""Two texts to a redline: which words were deleted, inserted or moved.

It takes two Markdown texts and gives their blocks side by side, and the same as HTML. It decides nothing about what a
change means.
"""
