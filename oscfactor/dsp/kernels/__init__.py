"""Loops that numba compiles: plain arrays in, updated in place; begin reading with `strips`."""
