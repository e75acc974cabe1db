"""A policy that somebody has written elsewhere, in Markdown, HTML or Word, to the draft of a source."""
