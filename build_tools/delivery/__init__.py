"""A built site to where readers find it: what it consists of, in which order it is written, what hosts say of it."""
