"""Frames as they come: match, filter and learn from an input that goes on."""
