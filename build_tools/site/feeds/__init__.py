"""Turns publications into feeds and a calendar: Atom 1.0, RSS 2.0, JSON Feed 1.1, iCalendar.

It takes news for customers and gives files by their paths. The e-mail to customers is made in `notices`.
"""
