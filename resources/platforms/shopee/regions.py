"""Where a shop sells: its currency and its calendar."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """`currency` is an ISO 4217 code, `timezone` an IANA name."""

    currency: str
    timezone: str


REGIONS = {
    "SG": Region("SGD", "Asia/Singapore"),
    "MY": Region("MYR", "Asia/Kuala_Lumpur"),
    "TH": Region("THB", "Asia/Bangkok"),
    "VN": Region("VND", "Asia/Ho_Chi_Minh"),
    "ID": Region("IDR", "Asia/Jakarta"),
    "PH": Region("PHP", "Asia/Manila"),
    "TW": Region("TWD", "Asia/Taipei"),
    "BR": Region("BRL", "America/Sao_Paulo"),
    "MX": Region("MXN", "America/Mexico_City"),
    "CO": Region("COP", "America/Bogota"),
    "CL": Region("CLP", "America/Santiago"),
}
"""By the region that get_shop_info names. A shop belongs to one."""
