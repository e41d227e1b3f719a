"""The test lab: real servers and foreign peers on this machine, started from this repository's own files.

Everything listens on loopback, keeps its data in a directory of its own and is stopped by whoever started it.
"""
