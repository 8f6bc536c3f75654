"""Decisions reaches nothing outside: letters and alerts leave by topics, alarms by the ringer."""
