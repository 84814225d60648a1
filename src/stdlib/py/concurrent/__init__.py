"""The package that holds `concurrent.futures`; owns nothing itself."""
