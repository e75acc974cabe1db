"""Starts the `policy` command."""

import atexit
import gc

gc.set_threshold(100_000, 20, 20)  # before the imports: looking for garbage while they run takes a twentieth of a check
atexit.register(gc.freeze)  # and looking through everything once more at the end takes a tenth

from build_tools.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
