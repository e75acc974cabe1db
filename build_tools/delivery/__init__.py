"""A built site to the place where readers find it: a folder or a bucket.

It takes the files of a built site and gives the order in which they are written, the headers that hosts send, and the
check of what is live. It changes no page.
"""
