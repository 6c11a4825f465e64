# Kernel by Kernel. `make help` lists what there is.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
ONLY ?= all
CHAPTER ?= all
PORT ?= 8000
WORKERS ?= 2

# Plain C, a locale without accents, would fail on a path that has them.
ifneq ($(filter ANSI_X3.4-1968,$(shell locale charmap 2>/dev/null)),)
export LC_ALL := C.UTF-8
endif

# Outputs are compared as a CPU makes them, and TensorFlow keeps its log to itself.
test test-all quick run exam train-many: export CUDA_VISIBLE_DEVICES := -1
export TF_CPP_MIN_LOG_LEVEL := 3

.DEFAULT_GOAL := help
.PHONY: help book serve pdf sheets epub zip test test-all exam quick run alt evidence bench weights data front references collections card train-many serve-model publish lint clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /|/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

# It holds the place for which the environment was made: programs in it, and the package, are found by that.
ifneq ($(shell [ ! -s $(VENV)/installed ] || [ "$$(cat $(VENV)/installed)" = "$$(pwd -P)" ] || echo moved),)
.PHONY: $(VENV)/installed
endif
$(VENV)/installed: requirements.txt pyproject.toml
	@[ ! -s $@ ] || [ "$$(cat $@)" = "$$(pwd -P)" ] || { echo "$(VENV) was made in $$(cat $@), and an environment does not move along: remove it (rm -r $(VENV)), then call make again." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v <= (3, 13) else f"Python {v[0]}.{v[1]} cannot run TensorFlow 2.21: use 3.11, 3.12 or 3.13, for example make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@pwd -P > $@

book: $(VENV)/installed  ## build the site into _build/html
	@rm -rf _build/next
	$(BIN)/jupyter-book build --quiet -W -n --keep-going --path-output _build/next . >/dev/null
	@rm -rf _build/html && mv _build/next/_build/html _build/html && rm -rf _build/next
	@echo "The site is in _build/html: open _build/html/index.html"

serve: book  ## build the site and show it on localhost (PORT=8000)
	@echo "http://localhost:$(PORT)/  (stop with Ctrl-C)"
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html >/dev/null 2>&1

pdf: $(VENV)/installed  ## print the book into _build/kernel-by-kernel.pdf (needs Chromium)
	$(BIN)/python scripts/print_book.py

sheets: book  ## print the exercises of all chapters, and their answers, into _build/sheets (needs Chromium)
	$(BIN)/python scripts/print_sheets.py

epub: $(VENV)/installed  ## pack the book into _build/kernel-by-kernel.epub, for reading devices (checked, where epubcheck is)
	@rm -rf _build/epub
	$(BIN)/jupyter-book build --quiet -W -n --keep-going --path-output _build/epub --builder custom --custom-builder epub . >/dev/null
	$(BIN)/python scripts/check_epub.py
	@rm -rf _build/epub

zip: book  ## pack the site into _build/kernel-by-kernel.zip, to be read from disk
	$(BIN)/python scripts/zip_site.py

test: book  ## everything: code, chapters, site (WORKERS=2 beside each other, a file each; 0 for none)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

test-all:  ## everything under Python 3.11 to 3.13, with Colab's set, with the lowest (ONLY=3.12, colab or lowest)
	@$(PYTHON) scripts/test_all.py $(ONLY)

exam: $(VENV)/installed  ## plant each fault of tests/faults in a copy and print what stays green (ONLY=formulas, quick, or all)
	$(BIN)/python scripts/exam.py "$(ONLY)"

quick: $(VENV)/installed lint  ## the inner loop: code style and the fast tests
	$(BIN)/python -m pytest src pages tests -m "not slow and not site" --hypothesis-profile=quick -q

lint: $(VENV)/installed  ## check style alone
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .

run: $(VENV)/installed  ## execute chapters and keep their outputs (CHAPTER=05, several, or all)
	$(BIN)/python scripts/run_chapters.py $(CHAPTER)

alt: $(VENV)/installed  ## say that alternative texts were read beside their pictures (CHAPTER=05, or all)
	$(BIN)/python scripts/run_chapters.py --alt $(CHAPTER)

evidence: $(VENV)/installed  ## write down the numbers of the prose, and where a sentence has no cell for its number
	PYTHONPATH=src:tests $(BIN)/python -m evidence

bench: $(VENV)/installed  ## measure what a results file lacks (ONLY=digit_network, or all)
	$(BIN)/python scripts/bench.py $(ONLY)

# The files of Fashion-MNIST are those of its builder.
weights: export PYTHONPATH := scripts/builders
weights: $(VENV)/installed  ## train the networks whose weights ship with the package
	$(BIN)/python scripts/train_weights.py
	$(BIN)/python scripts/train_garment_features.py

data: $(VENV)/installed  ## fetch the two collections that do not ship (26 MB, once; goes on where it was cut)
	$(BIN)/python scripts/fetch_data.py

front: $(VENV)/installed  ## draw the picture of the front page
	$(BIN)/python scripts/front_picture.py

references: $(VENV)/installed  ## write the page of references from references.bib (ONLINE=1 asks Crossref and arXiv, too)
	$(BIN)/python scripts/references.py $(if $(ONLINE),--lock)

collections: $(VENV)/installed  ## write the page of data sets from the table of collections
	$(BIN)/python scripts/data_sets.py

card: $(VENV)/installed  ## write the model card of the digit network from the results files
	$(BIN)/python scripts/model_card.py

train-many: $(VENV)/installed  ## train on several processes (WORKERS=2, KILL=1 ends worker 1 in the middle, ARGS=--help)
	$(BIN)/python scripts/train_many.py --workers $(WORKERS) $(if $(KILL),--kill $(KILL)) $(ARGS)

serve-model: $(VENV)/installed  ## put the digit network behind an address of this machine (PORT=8000, ARGS=--help; requirements-peers.txt)
	$(BIN)/python scripts/serve_model.py --port $(PORT) $(ARGS)

publish: $(VENV)/installed  ## give the book its address (REPOSITORY=owner/name)
	PYTHONPATH=. $(BIN)/python scripts/publish.py $(REPOSITORY)

clean:  ## remove everything that was built, the environment too
	rm -rf .venv .venv-* _build build tests/site/node_modules .pytest_cache .ruff_cache .hypothesis
