"""Scripts for those who work on oscfactor."""
