"""What a start finds: where kernels are read, whether they may be written, and how many threads BLAS has."""

from pathlib import Path

from oscfactor import config
from oscfactor.machine import environment, kernelcache


def test_kernels_go_to_the_cache_folder_of_the_settings(tmp_path: Path) -> None:
    environ: dict[str, str] = {"OMP_NUM_THREADS": "3"}
    found = environment.prepare_environment(config.Settings(cache_dir=str(tmp_path)), environ)
    assert found.notice == ""
    assert found.base == tmp_path
    assert not found.warm
    assert found.folder.is_relative_to(tmp_path)
    assert environ["NUMBA_CACHE_DIR"] == str(found.folder)
    assert environ["OPENBLAS_NUM_THREADS"] == "1"
    assert environ["OMP_NUM_THREADS"] == "3", "what the user set stays"


def test_an_unwritable_cache_gets_a_temporary_one_and_a_sentence(tmp_path: Path) -> None:
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("a file where the folder should be")
    environ: dict[str, str] = {}
    found = environment.prepare_environment(config.Settings(cache_dir=str(in_the_way)), environ)
    assert found.folder.is_dir()
    assert not found.kept
    assert str(in_the_way) in found.notice
    assert "--cache-dir" in found.notice
    # A child process must find the same folder.
    assert environ["OSCFACTOR_CACHE_DIR"] == str(found.base)


def test_kernels_that_are_whole_are_read_where_they_are_kept_and_not_written(tmp_path: Path) -> None:
    settings, environ = config.Settings(cache_dir=str(tmp_path)), dict[str, str]()
    place = tmp_path / kernelcache.folder_name()
    (tmp_path / "complete").mkdir()
    kernelcache.put_in_place(tmp_path / "complete", place)
    found = environment.prepare_environment(settings, environ)
    assert found.warm
    assert found.folder == found.place == place
    assert environ[environment.NUMBA_FOLDER] == environ[environment.READ_ONLY] == str(place)


def test_who_compiles_may_write(tmp_path: Path) -> None:
    environ = {environment.READ_ONLY: "elsewhere"}
    environment.prepare_to_compile(tmp_path, environ)
    assert environment.READ_ONLY not in environ
    assert environ[environment.NUMBA_FOLDER] == str(tmp_path)
    assert all(environ[variable] == "1" for variable in environment.BLAS_VARIABLES)
