"""Frames as they come: match an input that goes on."""
