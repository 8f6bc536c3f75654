"""A police records search behind a neutral port. No claim to be like any real system (DESIGN section 8)."""
