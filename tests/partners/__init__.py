"""A partner written from `contracts/` alone: what another house could run, and what it would take."""
