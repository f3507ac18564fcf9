# The two commands that matter are `make run` and `make test`; both start from nothing.
# Needs Python 3.11 or newer and make; everything else is installed into .venv.

PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help help-en help-zh run opensearch opensearch-down test-opensearch ocr s3 mcp test test-postgres test-s3 drill drill-postgres check bench growth bench-check load format messages lock clean screenshots

# As the commands do (docs/decisions/0016): Chinese where the first of these that is set begins with zh, else English.
SPOKEN := $(shell case "$${LC_ALL:-$${LC_MESSAGES:-$$LANG}}" in ([zZ][hH]*) echo zh;; (*) echo en;; esac)
OLD_PYTHON_en := Python 3.11 or newer is needed; name it by PYTHON=/path/to/python3.11
OLD_PYTHON_zh := 需要 Python 3.11 或更新的版本；请写明它在哪里：PYTHON=/路径/python3.11
NO_VENV_en := No virtual environment could be made. On Debian and Ubuntu: apt-get install python3-venv
NO_VENV_zh := 建不成虚拟环境。Debian 和 Ubuntu 请运行：apt-get install python3-venv

help: help-$(SPOKEN)

help-en:
	@echo "make run     serve the archive on http://127.0.0.1:8000/ (PORT, DATA_DIR, ADMIN_PASSWORD override)"
	@echo "make ocr     add text recognition, so that scans and pictures are read too (170 MB)"
	@echo "make s3      add what keeps the originals in S3-compatible storage (ORIGINALS=s3)"
	@echo "make mcp     add what answers assistants (manage.py mcp; 20 MB)"
	@echo "make test    the whole suite"
	@echo "make test-postgres   the whole suite on PostgreSQL, started in a temporary folder for it"
	@echo "make test-s3         the tests of that storage, against a server on loopback that speaks S3 (moto)"
	@echo "make opensearch      a search cluster on this machine for trying (NODES=3; needs Java and Maven), make opensearch-down stops it"
	@echo "make test-opensearch the contract of engines and tests/cluster on such a cluster"
	@echo "make drill   every attack of docs/security.md in its long form, with a table at the end (ARGS=--list, --resume, --quick)"
	@echo "make drill-postgres  the same on PostgreSQL"
	@echo "make bench   the engine and its peers in one run, 2,000 documents (SIZE=100000 for more, ENGINES=ours,tantivy or all, WRITE=1)"
	@echo "make growth  pages, index and memory at 1,000, 10,000 and 100,000 reports, projected beyond (SIZES, DOCUMENTS, GROWTH_DIR, WRITE=1)"
	@echo "make bench-check     the tests of the benchmarks themselves"
	@echo "make load    pages a second at 10,000 reports while an editor publishes, beside haystack (LOAD_QUICK=1, LOAD_DIR, REPORTS, SECONDS, READERS)"
	@echo "make check   ruff, import contracts, templates, types, missing migrations"
	@echo "make screenshots     the pictures of docs/images, from the sample reports (needs chromium)"
	@echo "make format  put code and templates into their form"
	@echo "make messages  bring the catalogs of the three languages up to date (locale/)"
	@echo "make lock    pin the requirements again, with hashes"
	@echo "make clean   remove the virtual environment and caches; never DATA_DIR"

help-zh:
	@echo "make run     启动文库，地址 http://127.0.0.1:8000/（可用 PORT、DATA_DIR、ADMIN_PASSWORD 改）"
	@echo "make ocr     加装文字识别，扫描件和图片也能读（170 MB）"
	@echo "make s3      加装把原件存进 S3 兼容存储所需的包（ORIGINALS=s3）"
	@echo "make mcp     加装回答智能助手所需的包（manage.py mcp；20 MB）"
	@echo "make test    运行全部测试"
	@echo "make test-postgres   在 PostgreSQL 上运行全部测试，临时起一个"
	@echo "make test-s3         那种存储的测试，对着本机的一个 S3 服务（moto）"
	@echo "make opensearch      在本机起一个检索集群来试（NODES=3；要有 Java 和 Maven），make opensearch-down 停下"
	@echo "make test-opensearch 对这样的集群跑引擎的约定和 tests/cluster"
	@echo "make drill   docs/security.md 里的每种攻击，长的一遍，末尾有表（ARGS=--list、--resume、--quick）"
	@echo "make drill-postgres  同上，在 PostgreSQL 上"
	@echo "make bench   检索引擎与同类一起量一遍，两千篇（SIZE=100000 更多，ENGINES=ours,tantivy 或 all，WRITE=1）"
	@echo "make growth  一千、一万、十万篇时的页面、索引和内存，并往上推算（SIZES、DOCUMENTS、GROWTH_DIR、WRITE=1）"
	@echo "make bench-check     测试这些测量本身"
	@echo "make load    一万篇报告、编者同时发布时，每秒答几页，旁边是 haystack（LOAD_QUICK=1、LOAD_DIR、REPORTS、SECONDS、READERS）"
	@echo "make check   ruff、引入的方向、模板、类型、缺不缺迁移"
	@echo "make screenshots     docs/images 里的图，取自示例报告（需要 chromium）"
	@echo "make format  把代码和模板排成规定的样子"
	@echo "make messages  更新三种语言的译文（locale/）"
	@echo "make lock    重新锁定依赖，带校验值"
	@echo "make clean   删去虚拟环境和缓存；从不动 DATA_DIR"

run: $(VENV)/.runtime
	@$(PY) manage.py serve

# Without the dependencies that it asks for: requirements-ocr.txt is whole, with the OpenCV that needs no screen.
ocr: $(VENV)/.runtime requirements-ocr.txt
	$(PY) -m pip install --require-hashes --no-deps -r requirements-ocr.txt

# As above: requirements-s3.txt is whole, with the python-dateutil of requirements.txt.
s3: $(VENV)/.runtime requirements-s3.txt
	$(PY) -m pip install --require-hashes --no-deps -r requirements-s3.txt

# As above (docs/assistants.md).
mcp: $(VENV)/.mcp

$(VENV)/.mcp: requirements-mcp.txt $(VENV)/.runtime
	$(PY) -m pip install --require-hashes --no-deps -r requirements-mcp.txt
	@touch $@

test: $(VENV)/.development $(VENV)/.mcp
	$(PY) -m pytest -n auto --dist loadfile $(ARGS)

test-postgres: $(VENV)/.development $(VENV)/.mcp
	$(PY) -m scripts.with_postgres $(PY) -m pytest -n auto --dist loadfile $(ARGS)

test-s3: $(VENV)/.development
	$(PY) -m pip install --quiet --require-hashes --no-deps -r requirements-s3-test.txt
	REQUIRE_S3=1 $(PY) -m pytest tests/archive/originals $(ARGS)

drill: $(VENV)/.development $(VENV)/.mcp
	@$(PY) -m scripts.drill $(ARGS)

drill-postgres: $(VENV)/.development $(VENV)/.mcp
	@$(PY) -m scripts.with_postgres $(PY) -m scripts.drill $(ARGS)

# The client of a cluster (docs/scale.md).
$(VENV)/.opensearch: requirements-opensearch.txt $(VENV)/.development
	$(PY) -m pip install --require-hashes --no-deps -r requirements-opensearch.txt
	@touch $@

opensearch: $(VENV)/.opensearch
	@$(PY) -m scripts.opensearch up $(NODES)

opensearch-down: $(VENV)/.development
	@$(PY) -m scripts.opensearch down

# SLOW_TESTS=1 starts three nodes too, kills some of them, and asks thousands of strings.
OPENSEARCH_TESTS ?= tests/search/contract tests/cluster

test-opensearch: $(VENV)/.opensearch
	@TEST_ENGINES=opensearch $(PY) -m scripts.opensearch run $(PY) -m pytest $(OPENSEARCH_TESTS) $(ARGS)

bench: $(VENV)/.bench
	$(PY) -m benchmarks

growth: $(VENV)/.bench
	$(PY) -m benchmarks.growth

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
	$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --no-strip-markers --python-version 3.11 requirements.in -o requirements.txt
	$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --no-strip-markers --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 requirements-bench.in -o requirements-bench.txt
	$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 requirements-opensearch.in -o requirements-opensearch.txt
	$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 requirements-mcp.in -o requirements-mcp.txt
	$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 requirements-parquet.in -o requirements-parquet.txt
	$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 --override requirements-ocr-without.txt requirements-ocr.in -o requirements-ocr.txt
	$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 --override requirements-s3-without.txt requirements-s3.in -o requirements-s3.txt
	$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 --override requirements-s3-without.txt requirements-s3-test.in -o requirements-s3-test.txt

# Without dependencies: each file is whole, and an old pip warns of an extra of lxml that it spells otherwise.
# A stamp is written only when its installation ended well, so a stop in the middle is made good by the next call.
$(VENV)/.runtime: requirements.txt | $(VENV)/bin/pip
	$(PY) -m pip install --require-hashes --no-deps -r requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt | $(VENV)/bin/pip
	$(PY) -m pip install --require-hashes --no-deps -r requirements-dev.txt
	@touch $@ $(VENV)/.runtime

$(VENV)/.bench: requirements-bench.txt $(VENV)/.runtime
	$(PY) -m pip install --require-hashes --no-deps -r requirements-bench.txt
	@touch $@

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(OLD_PYTHON_$(SPOKEN))"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV) || \
	  { echo "$(NO_VENV_$(SPOKEN))"; rm -rf $(VENV); exit 1; }

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
