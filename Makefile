# Thin: every target is one or two commands that also work by hand. Needs nothing but git and make to begin with.
JOBS ?= $(shell nproc)
SHARED := $(wildcard ../shared/models)
# Models for tests: the lock's from packages, and those beside the checkout when they are there.
export SACCADE_MODELS ?= $(if $(SHARED),$(abspath ../shared/models):)$(CURDIR)/build/models

.PHONY: setup build demo test test-sanitize bench wheel models format check clean

setup:
	@tools/setup.sh

build: setup
	@cmake --preset release >/dev/null
	@cmake --build --preset release -j$(JOBS)

models: setup
	@python3 tools/models.py pull --to build/models

demo: build models
	@tools/demo.sh

check: setup
	@tools/check.sh

test: build models check
	@tools/test.sh release

test-sanitize: setup models
	@tools/sanitize.sh

bench: build models
	@tools/bench.sh

wheel: setup models
	@tools/wheel.sh

format: setup
	@git ls-files '*.h' '*.cpp' | xargs clang-format -i

clean:
	@rm -rf build
