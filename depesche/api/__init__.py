"""The HTTP API for programs: sign-up forms so far; the rest opens in a later edition."""
