"""One person's proof on paper (L-23): what was shown, what happened, where the log has it, how to check it; as PDF/A."""
