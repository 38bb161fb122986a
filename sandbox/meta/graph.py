"""Graph's nodes and edges: a call in, a document out."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from resources.clock import Clock
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.meta import access, objects, query, runs, spoil
from sandbox.meta.calls import Call
from sandbox.meta.errors import (
    GraphError,
    bad_token,
    invalid,
    not_permitted,
    reduce_data,
    throttled,
    too_large,
    too_many_rows,
    unavailable,
    unknown_object,
    unknown_path,
)
from sandbox.meta.paging import PageRequest, page
from sandbox.meta.parameters import Parameters
from sandbox.meta.report import PLATFORM, Reports

VERSIONS = ("v24.0", "v25.0", "v26.0")
SYNC_MAX_ROWS = 5_000
SYNC_MAX_BREAKDOWN_DAYS = 92
BATCH_MAX = 50
GAPS_ONE_IN = 4


class Graph:
    """The platform: reads the ledger as of the business day of each account."""

    def __init__(self, ledger: Ledger, clock: Clock, credentials: access.MetaCredentials, faults: Faults) -> None:
        self._ledger = ledger
        self._clock = clock
        self._credentials = credentials
        self._faults = faults
        self._reports = Reports(ledger)
        self._runs = runs.Runs()

    def account_of(self, call: Call) -> str | None:
        """The account that a call is about, if that can be told."""
        name = call.path.partition("/")[0]
        if name.startswith("act_"):
            return name.removeprefix("act_")
        if run := self._runs.get(name):
            return run.account_id
        reach = access.accounts_of(call.parameters.get("access_token"), self._credentials)
        return next((account for account in sorted(reach) if name == "me" or name in self._campaigns(account)), None)

    def answer(self, call: Call) -> Any:
        """The document of the reply. Raises GraphError."""
        if call.version not in VERSIONS:
            message = f"(#2635) You are calling a deprecated version of the Ads API. Please update to {VERSIONS[-1]}."
            raise GraphError(message, 2635)
        account_id = self.account_of(call)
        self._play(call, account_id)
        parameters = Parameters(call.parameters)
        reach = access.check(parameters, self._credentials)
        match call.method, call.path.split("/"):
            case "POST", [""]:
                return self._batch(call, parameters)
            case "GET", ["me", "adaccounts"]:
                return self._adaccounts(call, parameters, reach)
            case method, [name, *edge]:
                account = self._account(name, account_id, reach)
                return self._of_account(method, name, edge, call, parameters, account)
        raise unknown_path(call.path)

    def _play(self, call: Call, account_id: str | None) -> None:
        """Raise what the faults that are on make the platform say."""

        def strikes(name: str) -> str | None:
            fault = self._faults.take(name, call.full_path, account_id)
            return None if fault is None else fault.variant or ""

        if strikes("account_down") is not None:
            raise unavailable()
        if strikes("error_200") is not None:
            raise unavailable(status=200)
        if (variant := strikes("throttle")) is not None:
            raise throttled(variant)
        if (variant := strikes("token_revoked")) is not None:
            raise bad_token(int(variant or 460))
        if strikes("permission_lost") is not None:
            raise not_permitted()
        if strikes("reduce_data") is not None:
            raise reduce_data()

    def _account(self, name: str, account_id: str | None, reach: frozenset[str]) -> dict[str, Any]:
        known = {account["account_id"]: account for account in self._ledger.accounts(PLATFORM)}
        if account_id is None or account_id not in known:
            raise unknown_object(name)
        if account_id not in reach:
            raise not_permitted()
        return known[account_id]

    def _of_account(
        self, method: str, name: str, edge: list[str], call: Call, parameters: Parameters, account: dict[str, Any]
    ) -> Any:
        today = self._clock.today(account["timezone"])
        run = self._runs.get(name)
        match method, edge:
            case "GET", [] if run:
                return self._run_node(run, parameters)
            case "GET", ["insights"] if run:
                return self._run_results(run, call, parameters, today)
            case "GET", [] if name.startswith("act_"):
                fields = parameters.fields(objects.ACCOUNT_FIELDS, f"{objects.NO_FIELD} (AdAccount)")
                parameters.finish()
                return objects.account_node(self._ledger, account, fields, today)
            case "GET", []:
                fields = parameters.fields(objects.CAMPAIGN_FIELDS, f"{objects.NO_FIELD} (Campaign)")
                parameters.finish()
                return objects.campaign_node(self._campaigns(account["account_id"])[name], account, fields)
            case "GET", ["campaigns"] if name.startswith("act_"):
                return self._campaign_edge(call, parameters, account)
            case "GET", ["insights"] if name.startswith("act_"):
                return self._insights(call, parameters, account["account_id"], today)
            case "POST", ["insights"] if name.startswith("act_"):
                return self._new_run(call, parameters, account["account_id"], today)
        raise unknown_path(call.path)

    def _campaigns(self, account_id: str) -> dict[str, dict[str, Any]]:
        today = self._clock.today(self._ledger.account(PLATFORM, account_id)["timezone"])
        rows = self._ledger.campaigns(PLATFORM, account_id, today).to_pylist()
        return {row["campaign_id"]: row for row in rows}

    def _page(
        self, call: Call, rows: Any, request: PageRequest, account_id: str | None, *, gap: bool
    ) -> dict[str, Any]:
        def strikes(name: str) -> bool:
            return self._faults.take(name, call.full_path, account_id) is not None

        return page(rows, request, call.link, strikes, gap=gap)

    def _adaccounts(self, call: Call, parameters: Parameters, reach: frozenset[str]) -> dict[str, Any]:
        fields = parameters.fields(objects.ACCOUNT_FIELDS, f"{objects.NO_FIELD} (AdAccount)")
        request, summary = PageRequest.read(parameters), parameters.text("summary")
        parameters.finish()
        rows = [
            objects.account_node(self._ledger, account, fields, self._clock.today(account["timezone"]))
            for account in self._ledger.accounts(PLATFORM)
            if account["account_id"] in reach
        ]
        counted = {} if summary is None else {"summary": {"total_count": len(rows)}}
        return self._page(call, rows, request, None, gap=False) | counted

    def _campaign_edge(self, call: Call, parameters: Parameters, account: dict[str, Any]) -> dict[str, Any]:
        fields = parameters.fields(objects.CAMPAIGN_FIELDS, f"{objects.NO_FIELD} (Campaign)")
        request, summary = PageRequest.read(parameters), parameters.text("summary")
        shown = objects.listed(list(self._campaigns(account["account_id"]).values()), parameters)
        parameters.finish()
        rows = [objects.campaign_node(row, account, fields) for row in shown]
        counted = {} if summary is None else {"summary": {"total_count": len(rows)}}
        return self._page(call, rows, request, account["account_id"], gap=False) | counted

    def _insights(self, call: Call, parameters: Parameters, account_id: str, today: dt.date) -> dict[str, Any]:
        asked, request = query.read(parameters, today), PageRequest.read(parameters)
        parameters.finish()
        if asked.breakdowns and len(asked.window) > SYNC_MAX_BREAKDOWN_DAYS:
            raise too_large()
        fates = self._fates(call, account_id, asked, ("empty_report", "collapsed_report"))
        rows = self._rows(call, account_id, asked, today, fates)
        if len(rows) > SYNC_MAX_ROWS:
            raise too_many_rows()
        return self._page(call, rows, request, account_id, gap=_has_gap(asked))

    def _new_run(self, call: Call, parameters: Parameters, account_id: str, today: dt.date) -> dict[str, Any]:
        asked = query.read(parameters, today)
        PageRequest.read(parameters)
        parameters.finish()
        fates = self._fates(call, account_id, asked, runs.FATES)
        return {"report_run_id": self._runs.create(account_id, asked, fates).run_id}

    def _run_node(self, run: runs.Run, parameters: Parameters) -> dict[str, Any]:
        fields = parameters.fields(runs.FIELDS, f"{objects.NO_FIELD} (AdReportRun)")
        parameters.finish()
        node = run.poll()
        return {name: value for name, value in node.items() if not fields or name in ("id", *fields)}

    def _run_results(self, run: runs.Run, call: Call, parameters: Parameters, today: dt.date) -> dict[str, Any]:
        request = PageRequest.read(parameters)
        parameters.finish()
        run.check_readable()
        rows = self._rows(call, run.account_id, run.query, today, run.fates)
        return self._page(call, rows, request, run.account_id, gap=_has_gap(run.query))

    def _fates(self, call: Call, account_id: str, asked: query.Query, names: tuple[str, ...]) -> frozenset[str]:
        """What will become of a report. Reports by account are always true."""
        if asked.level == "account":
            names = tuple(name for name in names if name.startswith("job_"))
        return frozenset(name for name in names if self._faults.take(name, call.full_path, account_id))

    def _rows(
        self, call: Call, account_id: str, asked: query.Query, today: dt.date, fates: frozenset[str]
    ) -> list[dict[str, Any]]:
        rows = self._reports.rows(account_id, asked, today)
        if "empty_report" in fates:
            return []
        if "collapsed_report" in fates:
            rows = rows[-max(1, len(rows) // 10) :]
        if "short_result" in fates:
            rows = rows[: (len(rows) + 1) // 2]
        if asked.level == "account":
            return list(rows)
        return spoil.spoiled(rows, self._faults, call.full_path, account_id)

    def _batch(self, call: Call, parameters: Parameters) -> list[dict[str, Any]]:
        requests = parameters.document("batch", list)
        if requests is None:
            raise unknown_path(call.path)
        parameters.text("include_headers")
        parameters.finish()
        if len(requests) > BATCH_MAX:
            raise invalid(f"Too many requests in batch message. Maximum batch size is {BATCH_MAX}")
        return [self._batched(call, request) for request in requests]

    def _batched(self, call: Call, request: Mapping[str, str]) -> dict[str, Any]:
        target = urlsplit(request["relative_url"])
        inherited = {name: call.parameters[name] for name in ("access_token", "appsecret_proof")}
        own = {**dict(parse_qsl(target.query)), **dict(parse_qsl(request.get("body", "")))}
        inner = Call(request["method"], call.version, target.path.strip("/"), inherited | own, call.url)
        try:
            code, document = 200, self.answer(inner)
        except GraphError as error:
            code, document = error.status, error.document()
        return {"code": code, "headers": [], "body": json.dumps(document)}


def _has_gap(asked: query.Query) -> bool:
    """Some reports, always the same ones, have an empty page in the middle."""
    text = f"{asked.level} {asked.window} {sorted(asked.breakdowns)} {asked.daily}"
    return zlib.crc32(text.encode()) % GAPS_ONE_IN == 0
