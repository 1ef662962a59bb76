"""Running Depesche: the command line, health checks, the demo, the inbox."""
