# Reprise. `make` alone prints the goals.
.DEFAULT_GOAL := help
.PHONY: help deps doctor build test new reproduce figures diff baseline gallery docs testbed lint format \
  clean fetch-flores fetch-bible fetch-model fetch-minilm prove-streaming

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

new: deps ## make a new experiment: make new name=my-idea
	@$(SWIFT) build --quiet -c release --product reprise
	@$(binaries)/reprise new "$(name)"

gallery: deps ## write a static site over all experiments into data/gallery
	@$(SWIFT) build --quiet -c release --product reprise
	@$(binaries)/reprise gallery

docs: deps ## build the documentation into .build/docs
	@.make/docs

testbed: deps ## train MEXA's models anew and store them in the experiment's folder
	@$(SWIFT) build -c release --product mexa
	@$(binaries)/mexa --retrain --publish --only models

fetch-flores: ## fetch the FLORES-200 sentences into data/flores
	@.make/fetch flores

fetch-bible: ## fetch the parallel Bible verses into data/bible
	@.make/fetch bible

fetch-model: ## fetch a model into data/models: make fetch-model name=<hub id>
	@.make/fetch model "$(name)"

fetch-minilm: ## fetch the encoder all-MiniLM-L6-v2 into data/models
	@.make/fetch minilm

prove-streaming: deps ## run a checkpoint of 6 GB within 2 GB of memory, and loaded whole
	@REPRISE_LARGE=float32 .make/test --filter LargeCheckpointTests
	@REPRISE_LARGE=bfloat16 .make/test --filter LargeCheckpointTests

test: deps ## run the whole test suite
	@.make/test

lint: ## check the style
	@$(SWIFT) format lint --strict --recursive Package.swift Sources Experiments Tests

format: ## mend the style
	@$(SWIFT) format --in-place --recursive Package.swift Sources Experiments Tests

clean: ## remove build products (reprise clean: results that nothing refers to)
	@rm -rf .build
