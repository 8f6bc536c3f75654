"""Reference data that the published language needs, committed so that nothing is looked up at run time."""
