"""The computer: its cores, its clock, what is compiled for it."""
