"""Out to the world, one file a system."""
