"""Two texts to findings about their sentences.

It takes passages of prose and gives what their claims say more, less or otherwise. It knows no structured facts;
these are compared in `changes/facts`.
"""
