"""Windows on files."""

from oscfactor.files.filebytes import Part
from oscfactor.files.window import Window
from tests.files.test_audiosource import RATE, mp3, music


def test_a_disk_that_fails_while_a_part_is_read_is_an_error(tmp_path):
    path = tmp_path / "sound.mp3"
    data = mp3(path, music(RATE))

    class Failing:
        def seek(self, *_):
            raise OSError(5, "Input/output error")

    window = Window(Failing(), Part(0, len(data)))
    assert window.readinto(bytearray(10)) == 0
    assert window.error.errno == 5
