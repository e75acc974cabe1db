"""Two policies to the facts that differ between them, grouped and classified.

It takes structured facts and gives changes, each with the rule that is about it. Sentences are compared in
`changes/prose`.
"""
