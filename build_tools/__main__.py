"""Starts the `policy` command."""

from build_tools.cli import main
from build_tools.runtime import garbage as short_run  # noqa: F401 - before all else, for its effect

if __name__ == "__main__":
    main()
