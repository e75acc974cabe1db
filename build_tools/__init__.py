"""The policy publisher: from one structured source to a published policy, its changelog and its checks."""

import os

# Pydantic would look for plugins in every installed package, which takes longer than to read a source
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # noqa: TID251 - Pydantic has no other switch
