"""Doing without root's rights, for whom no file is forbidden."""

import contextlib
import os
import tempfile
from pathlib import Path

import pytest


@contextlib.contextmanager
def as_nobody():
    """Give up root for a while."""
    if not hasattr(os, "geteuid"):
        pytest.skip("no file permissions here")
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@contextlib.contextmanager
def shared_folder():
    """Make a folder that also a user without rights can enter."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
