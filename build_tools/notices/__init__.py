"""A publication to the e-mail that tells customers of it, sent once.

It takes a publication and gives a message, its recipient list and its delivery over SMTP. Feeds are made in
`site/feeds`.
"""
