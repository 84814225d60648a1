"""The package that holds `concurrent.futures` and `concurrent.interpreters`; owns nothing itself."""
