# Every target is the command of the same name of ./run: make test ARGS="tests/rules -q"
TARGETS := demo serve test test-faults test-access test-fuzz lint check clean-data messages docs screens

.PHONY: help $(TARGETS)
help:
	@./run help || true

$(TARGETS):
	@./run $@ $(ARGS)
