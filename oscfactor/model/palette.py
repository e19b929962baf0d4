"""The colours around a picture of layers, on paper and on the page; those of layers are in `labels`."""

from typing import Final

BACKGROUND: Final = "#0d1017"
PANEL: Final = "#131722"
TEXT: Final = "#c9d1e0"
FAINT: Final = "#7f8aa3"
