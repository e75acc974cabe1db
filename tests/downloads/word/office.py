"""Accepts or rejects all tracked changes in Word files with LibreOffice. Runs in the system's Python, which has `uno`.

In the given folder, `<name>.docx` becomes `<name>.accept.txt` and `<name>.reject.txt`, in UTF-8.
"""

import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]
from com.sun.star.lang import DisposedException  # type: ignore[import-not-found]

COMMANDS = {"accept": ".uno:AcceptAllTrackedChanges", "reject": ".uno:RejectAllTrackedChanges"}


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as profile:
        address = f"pipe,name=policy-{Path(profile).name}"
        asked = ["--headless", "--norestore", "--nologo", f"-env:UserInstallation=file://{profile}"]
        office = subprocess.Popen(["soffice", *asked, f"--accept={address};urp;"])
        try:
            context = connect(address)
            desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
            for path in sorted(folder.glob("*.docx")):
                for choice in COMMANDS:
                    settle(context, desktop, path, choice)
            with suppress(DisposedException):  # it has gone before it could answer
                desktop.terminate()
            office.wait(30)
        finally:
            office.kill()


def connect(address: str) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        with suppress(NoConnectException):
            return resolver.resolve(f"uno:{address};urp;StarOffice.ComponentContext")
        time.sleep(0.1)
    sys.exit("LibreOffice does not answer")


def settle(context: Any, desktop: Any, path: Path, choice: str) -> None:
    file = desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, tuple(values(Hidden=True)))
    dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    dispatcher.executeDispatch(file.CurrentController.Frame, COMMANDS[choice], "", 0, ())
    form = values(FilterName="Text (encoded)", FilterOptions="UTF8,LF")
    file.storeToURL(path.with_suffix(f".{choice}.txt").as_uri(), tuple(form))
    file.close(True)  # noqa: FBT003 - UNO has no names


def values(**named: Any) -> list[Any]:
    made = []
    for name, content in named.items():
        value = PropertyValue()
        value.Name, value.Value = name, content
        made.append(value)
    return made


main(Path(sys.argv[1]).resolve())
