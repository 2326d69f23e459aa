"""The sources of the course as one file, so that the site alone is enough to get it."""

from __future__ import annotations

import subprocess
from importlib import metadata
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from authoring.execution import ROOT


def write(folder: Path, root: Path = ROOT) -> Path | None:
    """Write all files that Git knows of into a zip; equal files give equal bytes.

    Parameters
    ----------
    folder : pathlib.Path
        Where it is written; made, if it is not there.
    root : pathlib.Path, optional
        The repository.

    Returns
    -------
    pathlib.Path or None
        None where Git does not tell what belongs to the course: in an unpacked copy.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"one-regression-{metadata.version('one-regression')}"
    path = folder / f"{name}.zip"
    files = _known(root)
    if not files:
        return None
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for file in files:
            info = ZipInfo(f"{name}/{file}")  # of 1980, whenever it is made
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o100644 << 16
            archive.writestr(info, (root / file).read_bytes())
    return path


def _known(root: Path) -> list[str]:
    """What Git knows of and is there, sorted; nothing where `root` is not a repository."""
    if not (root / ".git").exists():
        return []
    command = ["git", "ls-files", "-z"]
    try:
        listed = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    return sorted(file for file in listed.decode().split("\0") if (root / file).is_file())
