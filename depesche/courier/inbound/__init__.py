"""Mail that comes in: stored raw first, then read, then settled by whoever registered for it. Each way in is a file of its own."""
