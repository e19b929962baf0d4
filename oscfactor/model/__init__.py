"""Frozen values: sounds, factorisations, mixes, and the steps between them."""
