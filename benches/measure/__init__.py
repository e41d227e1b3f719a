"""The measurements that need a server or a screen, driven through the test lab (tests/lab)."""
