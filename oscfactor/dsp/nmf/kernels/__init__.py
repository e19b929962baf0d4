"""The compiled loops of the factorisation."""
