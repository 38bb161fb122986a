"""Great Expectations, set up once and kept warm. Import this module lazily: it takes seconds and 340 MB."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy

from resources.loading.batches import Batch
from resources.loading.contract.suites import Term

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )
    from great_expectations.expectations.registry import get_expectation_impl

ROWS = "unexpected_rows_expectation"
SAMPLES = 5


class Engine:
    """An ephemeral context with one PostgreSQL source; usage statistics and progress bars are off."""

    def __init__(self, url: str) -> None:
        config = DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(),
            analytics_enabled=False,
            progress_bars=ProgressBarsConfig(globally=False),
        )
        self._context = gx.get_context(mode="ephemeral", project_config=config)
        in_staging = sqlalchemy.make_url(url).set(drivername="postgresql+psycopg")
        in_staging = in_staging.update_query_dict({"options": "-c search_path=staging -c timezone=UTC"})
        self._source = self._context.data_sources.add_postgres(
            "warehouse", connection_string=in_staging.render_as_string(hide_password=False)
        )

    def validate(self, batch: Batch, terms: Sequence[Term]) -> Iterator[tuple[Term, dict[str, Any]]]:
        """Each term with {"passed": bool, "samples": list}, in the order of the terms."""
        name = f"b_{batch.id}"
        asset = self._source.add_table_asset(name, table_name=name)
        try:
            table = asset.add_batch_definition_whole_table(name).get_batch()
            queries = [term for term in terms if term.type == ROWS]
            columns = [term for term in terms if term.type != ROWS]
            # Only COMPLETE shows the rows of a query; on a column it would list every value that fails.
            found = [*_results(table, name, queries, "COMPLETE"), *_results(table, name, columns, "SUMMARY")]
        finally:
            self._source.delete_asset(name)
        by_name = {result.expectation_config.meta["term"]: result for result in found}
        for term in terms:
            yield term, _plain(by_name[term.name])

    def close(self) -> None:
        """Give the connections back."""
        self._source.get_execution_engine().close()
        self._source.get_engine().dispose()


def _results(table: Any, name: str, terms: Sequence[Term], result_format: str) -> list[Any]:
    expectations = [get_expectation_impl(term.type)(**term.arguments, meta={"term": term.name}) for term in terms]
    suite = gx.ExpectationSuite(name=f"{name} {result_format}", expectations=expectations)
    shown = {"result_format": result_format, "partial_unexpected_count": SAMPLES}
    return list(table.validate(suite, result_format=shown).results)


def _plain(result: Any) -> dict[str, Any]:
    if result.exception_info and result.exception_info.get("raised_exception"):
        return {"passed": False, "samples": [result.exception_info["exception_message"]]}
    details = result.result
    samples = details.get("partial_unexpected_list") or details.get("details", {}).get("unexpected_rows") or []
    return {"passed": bool(result.success), "samples": [] if result.success else [_shown(one) for one in samples]}


def _shown(sample: Any) -> str:
    return ", ".join(f"{name}={value}" for name, value in sample.items()) if isinstance(sample, dict) else str(sample)
