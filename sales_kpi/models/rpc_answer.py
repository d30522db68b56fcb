import threading
from urllib.parse import urlsplit


def for_caller(answer):
    """An answer as the caller's protocol can carry it.

    XML-RPC knows no null; there ``False`` stands for no value, as it does for the
    empty fields of Odoo. Everybody else gets ``None``.
    """
    # Odoo hides the request from methods called by XML-RPC; the thread knows its URL
    url = getattr(threading.current_thread(), "url", None) or ""
    if urlsplit(url).path.startswith("/xmlrpc"):
        return _without_none(answer)
    return answer


def _without_none(value):
    match value:
        case None:
            return False
        case dict():
            return {key: _without_none(part) for key, part in value.items()}
        case list():
            return [_without_none(part) for part in value]
    return value
