# The two commands that matter are `make run` and `make test`; both start from nothing.
# Needs Python 3.11 or newer and make; everything else is installed into .venv.

PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help run ocr s3 test test-postgres test-s3 drill drill-postgres check bench bench-check load format messages lock clean screenshots

help:
	@echo "make run     serve the archive on http://127.0.0.1:8000/ (PORT, DATA_DIR, ADMIN_PASSWORD override)"
	@echo "make ocr     add text recognition, so that scans and pictures are read too (170 MB)"
	@echo "make s3      add what keeps the originals in S3-compatible storage (ORIGINALS=s3)"
	@echo "make test    the whole suite"
	@echo "make test-postgres   the whole suite on PostgreSQL, started in a temporary folder for it"
	@echo "make test-s3         the tests of that storage, against a server on loopback that speaks S3 (moto)"
	@echo "make drill   every attack of docs/security.md in its long form, with a table at the end (ARGS=--list, --resume, --quick)"
	@echo "make drill-postgres  the same on PostgreSQL"
	@echo "make bench   the engine and its peers in one run (SIZE=100000 for more documents, ENGINES=ours,tantivy, WRITE=1)"
	@echo "make bench-check     the tests of the benchmarks themselves"
	@echo "make load    pages a second at 10,000 reports while an editor publishes, beside haystack (LOAD_DIR, REPORTS, SECONDS, READERS)"
	@echo "make check   ruff, import contracts, templates, types, missing migrations"
	@echo "make screenshots     the pictures of docs/images, from the sample reports (needs chromium)"
	@echo "make format  put code and templates into their form"
	@echo "make messages  bring the catalogs of the three languages up to date (locale/)"
	@echo "make lock    pin the requirements again, with hashes"
	@echo "make clean   remove the virtual environment and caches; never DATA_DIR"

run: $(VENV)/.runtime
	@$(PY) manage.py serve

# Without the dependencies that it asks for: requirements-ocr.txt is whole, with the OpenCV that needs no screen.
ocr: $(VENV)/.runtime requirements-ocr.txt
	$(PY) -m pip install --require-hashes --no-deps -r requirements-ocr.txt

# As above: requirements-s3.txt is whole, with the python-dateutil of requirements.txt.
s3: $(VENV)/.runtime requirements-s3.txt
	$(PY) -m pip install --require-hashes --no-deps -r requirements-s3.txt

test: $(VENV)/.development
	$(PY) -m pytest -n auto --dist loadfile $(ARGS)

test-postgres: $(VENV)/.development
	$(PY) -m scripts.with_postgres $(PY) -m pytest -n auto --dist loadfile $(ARGS)

test-s3: $(VENV)/.development
	$(PY) -m pip install --quiet --require-hashes --no-deps -r requirements-s3-test.txt
	REQUIRE_S3=1 $(PY) -m pytest tests/archive/originals $(ARGS)

drill: $(VENV)/.development
	@$(PY) -m scripts.drill $(ARGS)

drill-postgres: $(VENV)/.development
	@$(PY) -m scripts.with_postgres $(PY) -m scripts.drill $(ARGS)

bench: $(VENV)/.bench
	$(PY) -m benchmarks

bench-check: $(VENV)/.development
	$(PY) -m pytest benchmarks $(ARGS)

load: $(VENV)/.bench
	$(PY) -m benchmarks.load

check: $(VENV)/.development
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djade --check --target-version 5.2 $$(find templates/admin -name '*.html')
	$(PY) -m mypy
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) -m scripts.messages --check

screenshots: $(VENV)/.development
	$(PY) -m scripts.screenshots

format: $(VENV)/.development
	$(VENV)/bin/ruff check --fix-only .
	$(VENV)/bin/ruff format .
	-$(VENV)/bin/djade --target-version 5.2 $$(find templates/admin -name '*.html')

messages: $(VENV)/.development
	$(PY) -m scripts.messages

lock: $(VENV)/.development
	$(PY) -m pip install --quiet uv
	$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 requirements.in -o requirements.txt
	$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 requirements-bench.in -o requirements-bench.txt
	$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 --override requirements-ocr-without.txt requirements-ocr.in -o requirements-ocr.txt
	$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 --override requirements-s3-without.txt requirements-s3.in -o requirements-s3.txt
	$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 --override requirements-s3-without.txt requirements-s3-test.in -o requirements-s3-test.txt

# A stamp is written only when its installation ended well, so a stop in the middle is made good by the next call.
$(VENV)/.runtime: requirements.txt | $(VENV)/bin/pip
	$(PY) -m pip install --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt | $(VENV)/bin/pip
	$(PY) -m pip install --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.runtime

$(VENV)/.bench: requirements-bench.txt $(VENV)/.runtime
	$(PY) -m pip install --require-hashes -r requirements-bench.txt
	@touch $@

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name it by PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV) || \
	  { echo "No virtual environment could be made. On Debian and Ubuntu: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
