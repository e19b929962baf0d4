"""Whole jobs on values: sounds in; factorisations, files and mixes out."""
