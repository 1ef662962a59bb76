"""The systems that people move in from, one file each: which columns they write and what their words mean.

Adding a system is one file with a ``PRESET`` here, its line in :mod:`depesche.audience.importing.presets.known`, and one test.
"""
