"""One machine's copy of Loggia: set up, run, test and check it.

Whatever a bare Python must be able to import (bootstrap, install, postgres and others) uses the
standard library only; `prepare` and `catalogue` run inside the virtual environment.
"""
