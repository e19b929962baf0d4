"""Samples that are sent through a ring, and read from it as the card reads them."""

import itertools

import numpy as np

BLOCKS_NS = itertools.count(5_000_000, 5_000_000)  # when a card asks: never twice at once


def read(reader, n, late=False, now_ns=None):
    out = np.full((n, 2), np.nan, np.float32)
    reader.read(memoryview(out).cast("B"), n, next(BLOCKS_NS) if now_ns is None else now_ns, late)
    return out.T


def numbers(start, stop):
    return np.stack([np.arange(start, stop), -np.arange(start, stop)]).astype(np.float32)
