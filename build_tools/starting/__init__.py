"""Makes a new project with a draft source from the answers of a company, and launches a draft."""
