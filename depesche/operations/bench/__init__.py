"""The project's own benchmarks. A file with ``SUMMARY`` is one: ``configure(parser)``, ``run(arguments) -> exit status``, Django inside only.

Each measures in a throw-away home, and gives times as ratios to a reference measured in the same run: machines differ, ratios hardly.
"""
