#!/usr/bin/env python3
"""Start JupyterLab as a page says, ask it for the start page, and stop it.

python3 .ci/open_lab.py python3 run.py lab
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener


@contextmanager
def serving(
    words: list[str], folder: Path, environment: Mapping[str, str]
) -> Iterator[Callable[[str], bytes]]:
    """Type a command, wait until its JupyterLab answers, and stop it by what its menu sends.

    Parameters
    ----------
    words : list of str
        The command; its program is looked for on the environment's PATH.
    folder : pathlib.Path
        Where it is typed.
    environment : mapping of str to str

    Yields
    ------
    callable
        Gives what JupyterLab answers at an address, `ask("api/status")`.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as own:
        # No window opens on the screen of whoever runs this, be it root or not.
        options = {"ServerApp": {"open_browser": False, "allow_root": True}}
        Path(own, "jupyter_server_config.json").write_text(json.dumps(options))
        process = subprocess.Popen(
            [shutil.which(words[0], path=environment["PATH"]) or words[0], *words[1:]],
            cwd=folder,
            env={**environment, "JUPYTER_CONFIG_DIR": own, "JUPYTER_RUNTIME_DIR": own},
            stdin=subprocess.DEVNULL,
        )
        try:
            ask = _asking(_started(process, Path(own)))
            yield ask
            ask("api/shutdown", "POST")
            code = process.wait()
        finally:
            process.kill()
        if code:
            raise SystemExit(f"{' '.join(words)} ended with exit code {code}.")


def _started(process: subprocess.Popen, folder: Path) -> dict:
    """What the server that was started says of itself, its address and its token, once it answers.

    On a busy machine it says so a while before anybody can connect.
    """
    while process.poll() is None:
        for file in folder.glob("jpserver-*.json"):
            try:
                server = json.loads(file.read_text())
                _asking(server)("api/status")
            except (ValueError, URLError):
                continue  # The file is being written, or nobody listens yet.
            return server
        time.sleep(0.1)
    raise SystemExit(f"It ended with exit code {process.returncode} and served nothing.")


def _asking(server: dict) -> Callable[..., bytes]:
    here = build_opener(ProxyHandler({}))

    def ask(address: str, method: str = "GET") -> bytes:
        headers = {"Authorization": f"token {server['token']}"}
        with here.open(Request(server["url"] + address, headers=headers, method=method)) as answer:
            return answer.read()

    return ask


def main() -> None:
    """Open the start page and say that it was there."""
    with serving(sys.argv[1:], Path.cwd(), os.environ) as ask:
        page = ask("lab/tree/work/00_start_here.ipynb")
        notebook = json.loads(ask("api/contents/work/00_start_here.ipynb"))
    assert b"JupyterLab" in page and notebook["type"] == "notebook"
    print(f"{' '.join(sys.argv[1:])} opened {notebook['path']} and stopped when it was told to.")


if __name__ == "__main__":
    main()
