"""Is the sending domain fit for many mails? What big receivers ask of it (S-20), looked up in the DNS and in the options; one file per question."""
