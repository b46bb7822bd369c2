# The two commands that matter: make run, make test. Everything behind them is in config/local/.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	&& echo $$p && exit; done; echo python3)
BOOT = @$(PYTHON) -m config.local.bootstrap
export PORT LISTEN ARGS ONLY

.PHONY: help run codes test check ci bench lock vendor clean
.DEFAULT_GOAL := help

help:
	@echo "make run      set up and run the demonstration town (PORT=9000 for another port)"
	@echo "make codes    print the demonstration's sign-ins with the codes valid now"
	@echo "make test     set up and run every test (ARGS='-k ledger' for some)"
	@echo "make check    format, lint, types, contracts, migrations, translations, security"
	@echo "make ci       both, side by side, as a machine does that judges a change"
	@echo "make bench    the benchmarks (ONLY=name for one)"
	@echo "make lock     pin what pyproject.toml names (ARGS=--upgrade for the newest)"
	@echo "make vendor   fetch the front-end packages again (needs npm)"
	@echo "make clean    remove the environment, the demonstration's data and every cache"

run codes test check ci bench lock vendor clean:
	$(BOOT) $@
