"""The HTTP API for programs. It opens in a later edition; until then this part answers nothing."""
