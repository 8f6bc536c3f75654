"""The force's own record system, behind the neutral port."""
