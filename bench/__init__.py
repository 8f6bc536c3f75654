"""Speed, as ratios of contenders that take turns in one run: `python -m bench --help`."""
