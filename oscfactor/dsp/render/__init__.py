"""From bases, activations and a mix to samples."""
