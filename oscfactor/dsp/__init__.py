"""Arrays in, arrays out: spectrograms, factorisation, masks and rendering. No files, no names, no OSC."""

from oscfactor.dsp import saving

saving.install()
