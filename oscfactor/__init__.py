"""A headless OSC daemon that breaks sounds into playable layers by non-negative matrix factorisation."""

__version__ = "0.1.0"
