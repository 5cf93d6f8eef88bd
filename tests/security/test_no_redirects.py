"""No server that the service asks can send it elsewhere: what is sent reaches one address."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

import pytest

from devtools.fake_notify import KEY
from timeliness.providers import AskableSmtp, NotAccepted, ProviderRejected, Unanswered
from victims.notify import NotifyClient


@pytest.fixture(params=[301, 302, 303, 307, 308])
def server(request, settings):
    """A server that answers every request by a redirect. asked: the paths it was asked for."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            server.asked.append(self.path)
            content = b'{"accepted": true, "notifications": []}'
            self.send_response(request.param)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = answer

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked = []
    Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    settings.MAIL_LOOKUP_URL = settings.NOTIFY_URL = address
    settings.NOTIFY_API_KEY, settings.NOTIFY_EMAIL_TEMPLATE = KEY, str(uuid4())
    yield server
    server.shutdown()
    server.server_close()


def test_the_look_up_of_a_mail_is_not_led_elsewhere(server):
    with pytest.raises(Unanswered):
        AskableSmtp().sent(uuid4())
    assert len(server.asked) == 1


def test_the_look_up_of_a_letter_is_not_led_elsewhere(server):
    with pytest.raises(Unanswered):
        NotifyClient().sent(uuid4())
    assert len(server.asked) == 1 and "elsewhere" not in server.asked[0]


def test_a_letter_reaches_no_other_address_and_stays_in_doubt(server):
    with pytest.raises(Exception) as raised:
        NotifyClient().send(uuid4(), "a@example.org", "L1", "Dear A,")
    assert not isinstance(raised.value, NotAccepted | ProviderRejected)
    assert server.asked == ["/v2/notifications/email"]
