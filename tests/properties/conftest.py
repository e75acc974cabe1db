"""How many mutations are tried? `pytest tests/properties --hypothesis-profile thorough` tries twenty times as many.

The tests multiply what the profile says. Without a profile it is Hypothesis's own number of examples, 100.
"""

from hypothesis import settings

settings.register_profile("thorough", max_examples=2000, deadline=None, print_blob=True)
