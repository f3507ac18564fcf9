"""An editor with a token, and the files that a program sends with it."""

from __future__ import annotations

from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from archive.desk.tokens import make_token
from archive.models import ApiToken

UPLOADS = "/api/v1/uploads"
PASSWORD = "zhongguancun-3"
MAY_UPLOAD = ("add_report", "change_report", "view_report")
REPORT = """渭源县抓实村级党组织整顿工作情况汇报

今年以来，渭源县委组织部把整顿软弱涣散村党组织作为抓基层打基础的头等任务，逐村摸排，一村一策。
全县共列出十一个村党组织，由县级领导联系，乡镇党委书记直接抓，驻村工作队具体帮，年底逐一验收。
"""


def made_editor(name: str = "zhouyan", may: tuple[str, ...] = MAY_UPLOAD) -> User:
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="archive", codename__in=may))
    return user


class Program:
    """A program that has a token and no cookie."""

    def __init__(self, owner: User, name: str = "同步脚本", days: int = 90) -> None:
        self.token, self.secret = make_token(owner, name=name, days=days)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def send(self, *files: tuple[str, str | bytes], label: str = "", key: str = "", **more):
        sent = [SimpleUploadedFile(name, words.encode() if isinstance(words, str) else words) for name, words in files]
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        return Client().post(UPLOADS, {"files": sent, "label": label}, headers=headers, **more)

    def ask(self, address: str, **more):
        return Client().get(address, headers=self.headers, **more)

    def reload(self) -> ApiToken:
        self.token.refresh_from_db()
        return self.token
