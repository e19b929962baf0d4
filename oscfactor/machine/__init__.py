"""The computer: its cores, its threads, the kernels that are compiled for it."""
