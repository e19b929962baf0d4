"""Edits of activations, bases and matrices."""
