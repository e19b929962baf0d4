"""From samples to spectrograms and back."""
