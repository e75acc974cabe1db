"""Starts the `policy` command."""

from build_tools import short_run  # noqa: F401 - before all else, for its effect
from build_tools.cli import main

if __name__ == "__main__":
    main()
