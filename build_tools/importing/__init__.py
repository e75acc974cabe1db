"""From texts written elsewhere (HTML, Word, Markdown, CSV, plain text) to the draft of a source.

It takes files and gives facts, prose and a report of what a person has to check. No sentence is lost, and nothing is
stated that the text does not say. A new project without a text is made in `starting`.
"""
