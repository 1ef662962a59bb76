"""Background work: a leased worker and periodic slots over the Django Tasks API."""
