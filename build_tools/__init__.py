"""The policy publisher: from one structured source to a published policy, its changelog and its checks."""
