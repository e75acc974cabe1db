"""Publishes a built site to a folder or a bucket, where readers find it.

It takes the files of a built site, decides in which order they are uploaded, and writes the headers and the Content
Security Policy of hosts; it also compares a live site with the built one. It makes no pages.
"""
