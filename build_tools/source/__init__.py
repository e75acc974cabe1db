"""Tree to policy, or all problems with file, line and column. The only room that reads YAML."""
