"""Samples that are sent through a ring, and read from it as the card reads them."""

import numpy as np


def read(reader, n, late=False):
    out = np.full((n, 2), np.nan, np.float32)
    reader.read(memoryview(out).cast("B"), n, 1_000_000, late)
    return out.T


def numbers(start, stop):
    return np.stack([np.arange(start, stop), -np.arange(start, stop)]).astype(np.float32)
