# `make run` and `make test` are all that a fresh machine needs.
# Python keeps what it compiled, also where the surroundings forbid it: Rasa then starts in a third of the time.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: run setup test lint bench bench-understanding bench-stock bench-safety bench-page bench-redaction kills fuzz audit tune-safety transcripts lock

run: ## Set up what is missing, then serve the coach on http://127.0.0.1:5005
	@scripts/setup
	@exec .venv/bin/lqf run

setup: ## The set-up alone: environment and trained model
	@scripts/setup
	@.venv/bin/lqf train

test: ## Set up what is missing, then the whole test suite
	@scripts/setup --dev
	@scripts/browser
	@.venv/bin/lqf train
	@.venv/bin/python -m pytest

lint: ## Style, types (the page's too, where npm is here) and the direction of imports
	@scripts/setup --dev
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@scripts/types
	@.venv/bin/lqf framework check >/dev/null

bench: ## Measure start, memory, turns and training, beside a stock Rasa bot
	@scripts/setup --dev
	@.venv/bin/python -m benchmarks.turns
	@.venv/bin/python -m benchmarks.telegram

bench-understanding: ## Measure how well it understands, on messages that it has not learned from
	@scripts/setup --dev
	@.venv/bin/python -m benchmarks.understanding

bench-stock: ## Measure training and one message beside the pipeline of `rasa init`, both on our own examples (up to an hour)
	@scripts/setup --dev
	@.venv/bin/python -m benchmarks.stock

bench-safety: ## Measure what the safety net hears, on messages that it has not learned from
	@scripts/setup --dev
	@.venv/bin/python -m benchmarks.safety

kills: ## Kill the server fifty times while people write; is anything lost or doubled?
	@scripts/setup --dev
	@.venv/bin/lqf train
	@.venv/bin/python -m benchmarks.kills

fuzz: ## Ten thousand made-up requests at the API, by schemathesis in an environment of its own
	@scripts/setup --dev
	@.venv/bin/lqf train
	@test -x .venv-fuzz/bin/schemathesis || { .venv/bin/python -m venv .venv-fuzz && .venv-fuzz/bin/pip install --quiet schemathesis; }
	@.venv/bin/python -m benchmarks.fuzz .venv-fuzz/bin/schemathesis

audit: ## Look the locked packages up among known faults (needs the package index's own service)
	@scripts/setup
	@test -x .venv-audit/bin/pip-audit || { .venv/bin/python -m venv .venv-audit && .venv-audit/bin/pip install --quiet pip-audit; }
	@.venv-audit/bin/pip-audit --no-deps --disable-pip --requirement requirements.lock --progress-spinner off

bench-page: ## Measure what the launcher and the page cost a visitor on a slow phone and a slow line
	@scripts/setup --dev
	@.venv/bin/python -m benchmarks.page

bench-redaction: ## Measure how well other people's names and numbers are taken out
	@scripts/setup --dev
	@.venv/bin/python -m benchmarks.redaction

tune-safety: ## Tune the safety net's layers anew, after its sentences changed (an hour and a half; PyTorch in an environment of its own)
	@scripts/setup --dev
	@test -f .venv-tune/done || { rm -rf .venv-tune && .venv/bin/python -m venv .venv-tune && .venv-tune/bin/pip install --quiet torch==2.4.1 \
		&& ls -d "$$PWD"/.venv/lib/python3.10/site-packages >.venv-tune/lib/python3.10/site-packages/coach.pth && touch .venv-tune/done; }
	@.venv-tune/bin/python -m bot.nlu.safety_tuning

transcripts: ## Play the conversations of docs/transcripts again and write down what the coach says now
	@scripts/setup --dev
	@.venv/bin/lqf train
	@.venv/bin/python scripts/record_transcripts.py

lock: ## Resolve pyproject.toml into the lock files (needs uv)
	@scripts/lock
