"""Mail comes in: fetched over IMAP, kept byte for byte, turned into words, screened and threaded."""
