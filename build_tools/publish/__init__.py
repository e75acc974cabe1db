"""Documents and findings to what is published, as values: paths and contents."""
