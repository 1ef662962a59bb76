"""The commands, one file each: SUMMARY, configure(parser), run(arguments) -> exit status."""
