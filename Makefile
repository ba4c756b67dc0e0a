# Thin: every target is one or two commands that also work by hand. Needs nothing but git and make to begin with.
JOBS ?= $(shell nproc)
SHARED := $(wildcard ../shared/models)
# Models for tests: those that the lock finds in packages, and those beside the checkout when they are there.
# Files of public packages that the demo and some tests use (tests/packages.lock.json).
export SACCADE_PACKAGES ?= $(CURDIR)/build/packages
export SACCADE_MODELS ?= $(if $(SHARED),$(abspath ../shared/models):)$(CURDIR)/build/models

.PHONY: setup build models packages demo check test test-sanitize bench bench-gpu wheel format clean

setup:
	@tools/setup.sh

build: setup
	@cmake --preset release >/dev/null
	@cmake --build --preset release -j$(JOBS) --target saccade

models: setup
	@python3 tools/models.py pull --to build/models

packages: setup
	@python3 tools/models.py pull --lock tests/packages.lock.json --to build/packages

demo: build models packages
	@tools/demo.sh

check: setup
	@tools/check.sh

test: check build models packages
	@cmake --build --preset release -j$(JOBS)
	@tools/test.sh release

test-sanitize: setup models packages
	@tools/sanitize.sh

bench: build models
	@cmake --build --preset release -j$(JOBS) --target bench_models
	@tools/bench.sh

bench-gpu: build models
	@cmake --build --preset release -j$(JOBS) --target dispatch_cost
	@tools/bench_gpu.sh

wheel: setup models
	@tools/wheel.sh

format: setup
	@git ls-files '*.h' '*.cpp' | xargs clang-format -i

clean:
	@rm -rf build
