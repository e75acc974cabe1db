"""Sets the number of mutations: `pytest tests/properties --hypothesis-profile thorough` tries twenty times as many.

The tests multiply the number of the profile. Without a profile it is Hypothesis's own number of examples, 100.
"""

from hypothesis import settings

settings.register_profile("thorough", max_examples=2000, deadline=None, print_blob=True)
