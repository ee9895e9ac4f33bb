# `make run` and `make test` are all that most people need. Each does its own set-up on a fresh Debian 12
# with rustup's Rust and Node, and does nothing twice.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

LISTEN ?= 127.0.0.1:3000
DATABASE ?= demo/send-banding.db
PLANS ?= 4200

SERVER := target/release/send-banding
BROWSER_TARGET := wasm32-unknown-unknown
BROWSER_BUILD := --profile wasm-release --target $(BROWSER_TARGET) --features hydrate
BROWSER_OUT := target/$(BROWSER_TARGET)/wasm-release

# Tools of ours are built once for a user, not once for each clone.
TOOLS := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/send-banding

# wasm-bindgen's command must be of the very version of the library.
BINDGEN_VERSION := $(shell sed -n '/^name = "wasm-bindgen"$$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)
BINDGEN := $(TOOLS)/wasm-bindgen-$(BINDGEN_VERSION)/bin/wasm-bindgen
DENY := $(TOOLS)/cargo-deny/bin/cargo-deny

.PHONY: help run build site test check bench bench-pages audit demo-authority clean-demo FORCE

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: demo-authority ## build everything, make the demonstration authority once, show its sign-ins, and serve it
	exec $(SERVER) serve --listen $(LISTEN) --database sqlite://$(DATABASE)

build: target/site.stamp ## the release server, with the site inside it
	cargo build --release --features ssr

site: target/site.stamp ## what a browser downloads: target/site

test: ## every check there is, with one summary at its end
	tools/test.sh

check: test-format lint-server test-core ## the quick ones: formatting, clippy, the core's tests

bench: ## criterion's benches
	cargo bench --features ssr

# Of 20,000 plans: make bench-pages PLANS=20000 DATABASE=demo/20000.db
bench-pages: demo-authority ## page views by 20 users at once, a page a second each and then without a pause
	node tools/page-views.mjs $(DATABASE) 1000 20 1000
	node tools/page-views.mjs $(DATABASE) 1000 20

audit: $(DENY) ## licences and duplicate crates
	$(DENY) check licenses bans

clean-demo: ## forget the demonstration authority, so that `make run` makes it anew
	rm -rf demo

# The command itself sees whether the authority is there: then it only shows the sign-ins again.
demo-authority: build
	mkdir -p $(dir $(DATABASE))
	$(SERVER) demo --plans $(PLANS) --seed 1 --listen $(LISTEN) --database sqlite://$(DATABASE)

# ---- The site. Cargo decides whether the WebAssembly is stale; make decides the rest by the file's time.

$(BROWSER_OUT)/send_banding.wasm: FORCE | wasm-target
	cargo rustc --lib --crate-type cdylib $(BROWSER_BUILD)

target/bindgen/send_banding.js: $(BROWSER_OUT)/send_banding.wasm | $(BINDGEN)
	$(BINDGEN) --target web --no-typescript --out-dir $(@D) $<

# The site's own files keep their times where they did not change: the stamp is make's, the files are cargo's.
target/site.stamp: target/bindgen/send_banding.js $(wildcard style/*) tools/site.mjs node_modules/.package-lock.json
	node_modules/.bin/wasm-opt -Oz --converge --strip-producers --strip-target-features target/bindgen/send_banding_bg.wasm -o target/bindgen/optimised.wasm
	node tools/site.mjs target/bindgen/optimised.wasm target/bindgen/send_banding.js
	touch $@

# ---- The stages of `make test`, in its order. Each runs alone too.

.PHONY: test-packages test-format lint-core lint-server lint-browser
.PHONY: test-core test-server test-store test-journeys test-vectors test-browser

# Tests under tests/, by name: a file, or a folder with a main.rs. Two kinds have stages of their own.
TESTS := $(sort $(basename $(notdir $(wildcard tests/*.rs))) $(notdir $(patsubst %/main.rs,%,$(wildcard tests/*/main.rs))))
STORE_TESTS := $(filter store_%,$(TESTS))
JOURNEY_TESTS := $(filter journeys%,$(TESTS))
SERVER_TESTS := $(filter-out $(STORE_TESTS) $(JOURNEY_TESTS),$(TESTS))

test-packages: ## Chromium, PostgreSQL and LibreOffice Calc are there, or are installed
	tools/test-packages.sh

test-format: ## rustfmt
	cargo fmt --check

lint-core: ## clippy without features: the core alone
	cargo clippy --no-default-features --lib --tests --examples -- -D warnings

lint-server: ## clippy over the server, its tests and benches
	cargo clippy --features ssr --all-targets -- -D warnings

lint-browser: | wasm-target ## clippy over what the browser runs
	cargo clippy --features hydrate --lib --target $(BROWSER_TARGET) -- -D warnings

test-core: ## the core alone: no web, database or spreadsheet crate is built
	cargo test --no-default-features --no-fail-fast

test-server: ## what the server adds: importers, exports, commands, and the unit tests of every room
	cargo test --features ssr --no-fail-fast --lib --bins $(SERVER_TESTS:%=--test %)
	cargo test --features ssr --doc

test-store: ## the store, on SQLite and on a PostgreSQL of its own
	cargo test --features ssr --no-fail-fast $(STORE_TESTS:%=--test %)

test-journeys: node_modules/.package-lock.json ## pages without a browser and without script; every route for every role
	cargo test --features ssr --no-fail-fast $(JOURNEY_TESTS:%=--test %)

test-vectors: | wasm-target $(BINDGEN) ## the same profiles natively and in WebAssembly, compared byte by byte
	rm -rf target/vectors
	cargo run --no-default-features --example vectors -- target/vectors
	cargo build --example vectors $(BROWSER_BUILD)
	$(BINDGEN) --target nodejs --no-typescript --out-dir target/vectors $(BROWSER_OUT)/examples/vectors.wasm
	node --test --test-reporter=spec tests/vectors.test.mjs

# The very server that the other tests have built: `cargo build` would build all anew, with fewer features in what
# tests and server share, and an optimised one takes longer to build than it would save.
test-browser: target/site.stamp node_modules/.package-lock.json ## journeys in Chromium, with script and without, each page through axe
	cargo test --features ssr --no-run --test commands
	rm -rf target/demonstration
	mkdir -p target/demonstration
	target/debug/send-banding demo --plans 300 --seed 1 --database sqlite://target/demonstration/demo.db > /dev/null
	DEMONSTRATION=target/demonstration node --test --test-reporter=spec --test-concurrency=2 tests/browser/*.test.mjs

# ---- Tools

.PHONY: wasm-target
wasm-target:
	@test -d "$$(rustc --print sysroot)/lib/rustlib/$(BROWSER_TARGET)" || rustup target add $(BROWSER_TARGET)

# A build of ours takes longer to make than it saves by being fast: it runs once a build.
$(BINDGEN):
	CARGO_PROFILE_RELEASE_OPT_LEVEL=1 cargo install wasm-bindgen-cli --version $(BINDGEN_VERSION) --root $(TOOLS)/wasm-bindgen-$(BINDGEN_VERSION)

$(DENY):
	CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off cargo install cargo-deny --version 0.20.2 --root $(TOOLS)/cargo-deny

node_modules/.package-lock.json: package.json package-lock.json .npmrc
	npm ci --ignore-scripts
	touch $@

FORCE:
