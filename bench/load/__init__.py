"""Years of a force's cases in one run, from seeded dice, through the services' own doors."""
