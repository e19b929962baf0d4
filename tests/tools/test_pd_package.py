"""The package for Pd's own search holds the patches; beside it stand its objects and its digest."""

import hashlib
import zipfile

from oscfactor.cli.manifest import files_of
from tools.clients import pd_package


def test_a_package_holds_every_file_and_its_sum_and_objects_stand_beside(tmp_path):
    package = pd_package.make(tmp_path)
    with zipfile.ZipFile(package) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == {f"oscfactor/{name}" for name, _ in files_of(pd_package.ROOT)}
    digest, name = (tmp_path / f"{package.name}.sha256").read_text("utf-8").split(maxsplit=1)
    assert (digest, name.strip()) == (hashlib.sha256(package.read_bytes()).hexdigest(), package.name)
    rows = (tmp_path / f"{package.name}.txt").read_text("utf-8").splitlines()
    assert [row.split("\t")[0] for row in rows] == [name for name, _ in pd_package.objects()]
    assert all(row.split("\t")[1] for row in rows)
