"""The vocabulary as values: frozen, typed, and importing nothing of ours."""
