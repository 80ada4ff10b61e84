# Two commands do all the set-up: `make demo` and `make test`. Both may be run again.
.PHONY: demo serve test test-website test-spark test-postgres check audit docs bench bench-suppliers bench-web setup
.DEFAULT_GOAL := demo
BIN := .venv/bin

demo: ## Run the whole path on the bundled example and say where the report is
	@script/setup
	@$(BIN)/ourplace demo --folder demo

serve: ## Serve the website with the bundled example, and say where and how to sign in
	@script/setup web
	@OURPLACE_HOME="$${OURPLACE_HOME:-website-data}" $(BIN)/ourplace serve

test: check ## Every check and every test but the few below that take long
	@$(BIN)/pytest -n 2 --dist worksteal -m "not (slow and (spark or website))"

test-website: setup ## The website's long tests: every journey and page in a real browser, processes killed, files of a county sent (eleven minutes)
	@$(BIN)/pytest -n 2 --dist worksteal tests/web -m slow

test-spark: setup ## The tests that run whole studies on Spark, where Java is (four minutes)
	@$(BIN)/pytest -m "spark and slow"

test-postgres: setup ## The website's tests on PostgreSQL, which is started for them (five minutes)
	@script/with-postgres $(BIN)/pytest -n 2 --dist worksteal tests/web -m "not slow"

check: setup ## Style, types, import order, documentation
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python docs/generate.py --check
	@$(BIN)/mkdocs build --strict --quiet

audit: ## Look every locked dependency up among known vulnerabilities
	@script/setup dev docs audit
	@$(BIN)/python script/audit.py

docs: setup ## Build the documentation into site/
	@$(BIN)/python docs/generate.py
	@$(BIN)/mkdocs build --strict

bench: setup ## Measure speed and memory beside named alternatives
	@$(BIN)/python benchmarks/run.py

bench-suppliers: ## Find payees in an invented register beside named alternatives, with more evidence, and of growing size (ARGUMENTS="--companies 100000 --payees 10000" for a small run of the first)
	@script/setup dev docs bench
	@$(BIN)/python benchmarks/suppliers.py $(ARGUMENTS)
	@test -n "$(ARGUMENTS)" || $(BIN)/python benchmarks/suppliers_evidence.py
	@test -n "$(ARGUMENTS)" || $(BIN)/python benchmarks/suppliers_growth.py

bench-web: setup ## Load the website with readers and uploads at once, then kill it twenty times in the middle of its work
	@$(BIN)/python benchmarks/web.py
	@$(BIN)/python benchmarks/web_kills.py

setup:
	@script/setup dev docs
