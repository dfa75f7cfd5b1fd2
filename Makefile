# SPDX-License-Identifier: BSD-2-Clause
#
# The few words a newcomer needs, over meson. `make help` lists them.

.DEFAULT_GOAL := all
MESON ?= meson
JOBS ?= $(shell nproc)
DESTDIR ?=
PREFIX ?= /usr/local
# Where the dynamic linker and pkg-config look, on every Debian and Ubuntu.
LIBDIR ?= lib
FUZZ_SECONDS ?= 600
# Where `make run` publishes the registry.
LISTEN ?= 127.0.0.1:8080

# Tests and benchmarks use dated copies of the registry where there are some.
PORTREG_TEST_REGISTRY ?= $(abspath $(wildcard ../shared/registry))
ifneq ($(PORTREG_TEST_REGISTRY),)
export PORTREG_TEST_REGISTRY
else
unexport PORTREG_TEST_REGISTRY
endif

.PHONY: all run test test-browser bench fuzz clang tidy format-check coverage deb test-deb \
    install clean help

# The dependencies are looked for before a first set-up only: a set-up that
# stands is enough to build.
build/build.ninja:
	tools/install-packages build
	$(MESON) setup build --buildtype=release --prefix=$(PREFIX) --libdir=$(LIBDIR) \
	    -Dtests=disabled -Dwerror=false

build-test/build.ninja: | test-packages
	CC=gcc $(MESON) setup build-test -Dtests=enabled \
	    -Db_sanitize=address,undefined -Doptimization=1

build-clang/build.ninja: | test-packages
	CC=clang $(MESON) setup build-clang --buildtype=debugoptimized -Dtests=enabled

build-fuzz/build.ninja:
	tools/install-packages build test fuzz
	CC=clang $(MESON) setup build-fuzz -Dtests=disabled -Dfuzzers=true \
	    -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1

build-coverage/build.ninja: | test-packages
	CC=gcc $(MESON) setup build-coverage -Dtests=enabled -Db_coverage=true

.PHONY: test-packages
test-packages:
	@tools/install-packages build test

all: build/build.ninja ## build an optimised portreg at build/portreg
	$(MESON) compile -C build -j $(JOBS)

run: ## install what is missing, build, get a registry, show it, publish it at LISTEN
	@tools/install-packages build run
	@$(MAKE) --no-print-directory all
	@tools/first-start
	@tools/first-serve $(LISTEN)

test: test-packages build-test/build.ninja ## run every test with ASan and UBSan
	$(MESON) compile -C build-test -j $(JOBS)
	@status=0; \
	$(MESON) test -C build-test --no-rebuild --print-errorlogs || status=$$?; \
	tools/test-summary build-test || status=1; \
	exit $$status

test-browser: test-packages build-test/build.ninja ## test the web pages in chromium
	@tools/install-packages browser
	$(MESON) compile -C build-test -j $(JOBS)
	@tools/test-browser build-test

bench: build/build.ninja ## measure against what is installed
	@tools/install-packages build bench
	@tools/run-bench

.PHONY: load
load: build/build.ninja ## put the web server under load, LOAD_SECONDS (10) each
	@tools/install-packages build bench
	$(MESON) compile -C build -j $(JOBS)
	@tools/load-serve build

fuzz: build-fuzz/build.ninja ## fuzz every reader, FUZZ_SECONDS (600) each
	$(MESON) compile -C build-fuzz -j $(JOBS)
	tools/run-fuzz build-fuzz $(FUZZ_SECONDS)

clang: build-clang/build.ninja ## build with clang, warnings are errors
	$(MESON) compile -C build-clang -j $(JOBS)

tidy: build-clang/build.ninja ## clang-tidy over the sources
	@tools/install-packages lint
	tools/run-tidy build-clang

format-check: ## compare with .clang-format; advice only
	@tools/install-packages lint
	-git ls-files '*.c' '*.h' | xargs clang-format --dry-run

coverage: build-coverage/build.ninja ## run the tests and write an HTML report
	@tools/install-packages coverage
	$(MESON) compile -C build-coverage -j $(JOBS)
	-$(MESON) test -C build-coverage --no-rebuild
	ninja -C build-coverage coverage-html

deb: ## make Debian packages into build-deb/
	@tools/install-packages build package
	tools/make-packages

test-deb: ## install, use and remove the packages in build-deb/, on a copy of the system
	tools/test-packages build-deb

install: all ## install under PREFIX (/usr/local), into DESTDIR if given
	DESTDIR=$(DESTDIR) $(MESON) install -C build --no-rebuild

clean: ## remove the build folders
	rm -rf build build-deb build-test build-clang build-fuzz build-coverage

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 22
