"""A project of its own for another company: what it says of itself to a source, and a source to a whole project."""
