"""A headless OSC daemon that breaks sounds into playable layers by non-negative matrix factorisation."""

from pathlib import Path

__version__ = "0.1.0"

PACKAGE = Path(__file__).resolve().parent
"""The folder of this package; it stands in a checkout, or where Python keeps what is installed."""
