"""Policy to documents: the texts that customers read, laid out by the source's own templates."""
