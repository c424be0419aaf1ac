# Reprise. `make` alone prints the goals.
.DEFAULT_GOAL := help
.PHONY: help deps doctor build test reproduce figures diff baseline testbed lint format clean

SWIFT ?= swift
experiments := $(filter-out speed,$(notdir $(wildcard Experiments/*)))
binaries := .build/release
# Options of a run, such as: make reproduce-mexa OPTIONS="--preset smoke"
OPTIONS ?=

help: ## print the goals
	@echo "make reproduce-<slug>   build and run one experiment: $(experiments)"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | \
	  while IFS='	' read -r goal text; do printf 'make %-18s %s\n' "$$goal" "$$text"; done

deps: ## install what is missing (Debian packages, libtorch into .deps)
	@.make/deps

doctor: ## say what is installed, in which version, and what is missing
	@.make/doctor

build: deps ## build everything in release
	@$(SWIFT) build -c release

reproduce-%: deps
	@test -d Experiments/$* || { echo "no experiment $*; there are: $(experiments)" >&2; exit 2; }
	@$(SWIFT) build -c release --product $*
	@$(binaries)/$* $(OPTIONS)

reproduce: $(addprefix reproduce-,$(experiments)) ## run all experiments

# Goals that only read what earlier runs stored: one pass over all experiments, worst status last.
define each
	@status=0; for slug in $(experiments); do \
	  $(SWIFT) build -c release --product $$slug >&2 || exit 2; \
	  $(binaries)/$$slug $(1) $(OPTIONS); code=$$?; \
	  if [ $$code -gt $$status ]; then status=$$code; fi; \
	done; exit $$status
endef

figures: deps ## redraw all figures from stored cells
	$(call each,--figures)

diff: deps ## compare stored results with the baselines; status 1 on drift
	$(call each,--diff)

baseline: deps ## store the results as the new baselines
	$(call each,--baseline)

testbed: deps ## train MEXA's models anew and store them in the experiment's folder
	@$(SWIFT) build -c release --product mexa
	@$(binaries)/mexa --retrain --publish --only models

test: deps ## run the whole test suite
	@.make/test

lint: ## check the style
	@$(SWIFT) format lint --strict --recursive Package.swift Sources Experiments Tests

format: ## mend the style
	@$(SWIFT) format --in-place --recursive Package.swift Sources Experiments Tests

clean: ## remove build products (not results)
	@rm -rf .build
