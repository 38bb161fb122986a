"""The platform: a call in, a reply out."""

from __future__ import annotations

from starlette.responses import Response

from resources.clock import Clock
from sandbox import wire
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.naver import access, billing, entities, replies
from sandbox.naver.access import NaverCredentials
from sandbox.naver.books import Book, Books
from sandbox.naver.calls import Call, Parameters
from sandbox.naver.errors import NaverError, unknown_path
from sandbox.naver.play import play
from sandbox.naver.reports import Reports
from sandbox.naver.spoil import spoiled_campaigns
from sandbox.naver.stats import stats

LONGEST_QUERY = 8_192
CREATED = 201


class Naver:
    """Reads the ledger as of the business day of Seoul; times of calls are real."""

    def __init__(self, ledger: Ledger, clock: Clock, credentials: NaverCredentials, faults: Faults) -> None:
        self._clock = clock
        self._credentials = credentials
        self._faults = faults
        self._books = Books(ledger, clock)
        self._reports = Reports(faults)

    def reply(self, call: Call) -> Response:
        """The reply to any call, as faults leave it."""
        try:
            play(call, self._faults)
            if refused := wire.instead(self._faults, call.path, call.customer_id):
                return refused
            if call.length > LONGEST_QUERY:
                return replies.too_long()
            customer_id = access.check(call, self._credentials, self._clock.now())
            answered = self._answer(call, self._books.open(customer_id))
        except NaverError as error:
            answered = replies.document(error.document, error.status)
        return wire.spoiled(answered, self._faults, call.path, call.customer_id)

    def _answer(self, call: Call, book: Book) -> Response:
        parameters = Parameters(call)
        match call.method, call.path.strip("/").split("/"):
            case "GET", ["ncc", "campaigns"]:
                found = entities.campaigns(book, parameters, lambda name: self._strikes(name, call))
                return replies.document(self._spoiled(found, call))
            case "GET", ["ncc", "campaigns", name]:
                return replies.document(self._spoiled([entities.campaign(book, name)], call)[0])
            case "GET", ["ncc", "adgroups"]:
                return replies.document(entities.adgroups(book, parameters, lambda name: self._strikes(name, call)))
            case "GET", ["ncc", "adgroups", name]:
                return replies.document(entities.adgroup(book, name))
            case "GET", ["stats"]:
                return replies.document(stats(book, parameters, self._clock.now()))
            case "GET", ["billing", "bizmoney", "cost"]:
                return replies.document(billing.cost(book, parameters))
            case "GET", ["report-download"]:
                return replies.file(self._reports.download(book, parameters))
            case method, ["stat-reports", *names]:
                return self._report(method, names, call, book)
        raise unknown_path()

    def _report(self, method: str, names: list[str], call: Call, book: Book) -> Response:
        match method, names:
            case "POST", []:
                return replies.document(self._reports.order(book, call, self._clock.now()), CREATED)
            case "GET", []:
                return replies.document(self._reports.listing(book, call))
            case "GET", [job_id]:
                return replies.document(self._reports.one(book, call, job_id))
            case "DELETE", []:
                self._reports.delete_all(book)
                return replies.nothing()
            case "DELETE", [job_id]:
                self._reports.delete(book, job_id)
                return replies.nothing()
        raise unknown_path()

    def _strikes(self, name: str, call: Call) -> bool:
        return self._faults.take(name, call.path, call.customer_id) is not None

    def _spoiled(self, found: list[entities.Record], call: Call) -> list[entities.Record]:
        return spoiled_campaigns(found, self._faults, call.path, str(call.customer_id))
