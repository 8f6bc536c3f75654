"""Letters, texts and alerts that a person can open, and the bell of the duty roles."""
