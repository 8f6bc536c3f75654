"""Decisions reaches nothing outside: letters and alerts leave by `notices`, alarms by the ringer."""
