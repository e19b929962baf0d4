"""Folders as strangers see them, where there are none."""

import pytest

from oscfactor.errors import FileError
from oscfactor.protocol.folders import NoFolders


def test_without_folders_no_path_is_allowed_and_none_is_told():
    folders = NoFolders()
    with pytest.raises(FileError, match="may touch no files here"):
        folders.guard("a.wav", is_new=True)
    assert folders.hidden("/home/ada/a.wav", "cannot read /home/ada/a.wav", "more") == ("", "", "")
