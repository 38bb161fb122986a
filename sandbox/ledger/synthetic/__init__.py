"""The default ledger, generated: every value is a pure function of the seed and the day it belongs to."""

from sandbox.ledger.synthetic.entities import ANCHOR
from sandbox.ledger.synthetic.synthesis import Synthesis

__all__ = ["ANCHOR", "Synthesis"]
