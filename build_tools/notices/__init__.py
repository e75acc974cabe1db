"""Sends the e-mail that informs customers of a publication, exactly once.

It takes a publication and gives a message, its recipient list and its delivery over SMTP. Feeds belong in `site/feeds`.
"""
