"""Starts the `policy` command."""

import gc

gc.set_threshold(100_000, 20, 20)  # before the imports: looking for garbage while they run takes a twentieth of a check

from build_tools.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
