"""A service that has nothing to do with the scheme: parcels are ordered, paid for, recalled and shipped."""
