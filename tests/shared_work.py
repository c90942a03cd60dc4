"""Work folders that take long to make: one for all tests, made by whichever process of the run asks first."""

import os
import shutil
from collections.abc import Callable, Container
from pathlib import Path

import pytest
from filelock import FileLock


def made_once(name: str, factory: pytest.TempPathFactory, make: Callable[[Path], object]) -> Path:
    """Return a folder that nobody changes, made at the first call of the whole run.

    Args:
        name: of the folder; the same name is the same folder in every process of the run.
        factory: pytest's own; its folders go with the run.
        make: fills the folder that it is given; what it raises fails every test that needs the folder, at once.
    """
    mine = factory.getbasetemp()
    root = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / "made_once"
    root.mkdir(exist_ok=True)
    folder, made, failed = root / name, root / f"{name}.made", root / f"{name}.failed"
    with FileLock(root / f"{name}.lock"):
        if failed.exists():
            pytest.fail(f"What this test starts from could not be made: {failed.read_text()}")
        if not made.exists():
            try:
                make(folder)
            except Exception as error:
                failed.write_text(f"{type(error).__name__}: {error}")
                raise
            made.touch()
    return folder


def own_copy(folder: Path, target: Path, without: Container[str] = ()) -> Path:
    """Return a copy that a test may publish or damage; landed and gated files, never changed, share their bytes."""
    target.mkdir(parents=True, exist_ok=True)
    for part in sorted(folder.iterdir()):
        copy = os.link if part.name in ("landed", "gated") else shutil.copy2
        if part.name in without:
            continue
        if part.is_dir():
            shutil.copytree(part, target / part.name, symlinks=True, copy_function=copy)
        else:
            shutil.copy2(part, target / part.name)
    return target
