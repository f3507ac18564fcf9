"""Which mail server takes the letters, and what is refused at the start."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.letters import MailServer, mail_server
from tests.watching.mailing import SITE


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"EMAIL_HOST": "mail.example"}, "EMAIL_FROM"),
        ({"EMAIL_HOST": "mail.example", "EMAIL_FROM": "a@b.example\nBcc: c@d.example"}, "EMAIL_FROM"),
        ({"EMAIL_HOST": "mail.example", "EMAIL_FROM": "a@b.example", "EMAIL_USER": "a"}, "EMAIL_PASSWORD_FILE"),
        ({"EMAIL_HOST": "mail.example", "EMAIL_FROM": "a@b.example", "EMAIL_SECURITY": "ssl"}, "EMAIL_SECURITY"),
    ],
)
def test_settings_that_could_not_send_are_refused_with_what_is_missing(monkeypatch, variables, words):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=words):
        mail_server(site_url=SITE)


def test_a_password_goes_over_no_open_line_and_letters_need_an_address_of_the_site(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("geheim\n")
    for name, value in {"EMAIL_HOST": "mail.example", "EMAIL_FROM": "a@b.example"}.items():
        monkeypatch.setenv(name, value)
    assert mail_server(site_url=SITE) == MailServer("mail.example", 587, "starttls", "", "", "a@b.example")
    with pytest.raises(ImproperlyConfigured, match="SITE_URL"):
        mail_server(site_url="")
    monkeypatch.setenv("EMAIL_USER", "a")
    monkeypatch.setenv("EMAIL_PASSWORD_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("EMAIL_SECURITY", "none")
    with pytest.raises(ImproperlyConfigured, match="EMAIL_SECURITY"):
        mail_server(site_url=SITE)
