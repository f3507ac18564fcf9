"""The desk speaks plain Chinese, names roles instead of permissions, knows the dark, and holds its handbook."""

from __future__ import annotations

import re
from pathlib import Path

import django
import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.admin import site
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from lxml import html

from archive.admin.handbook.markdown import headings_of, to_html
from archive.models import ImportBatch, Measure
from tests.elements import ids_named

DJANGO = Path(django.__file__).parent
GUIDE = Path(settings.BASE_DIR) / "docs" / "zh" / "editors-guide.md"


def _sentences(file: Path) -> dict[str, object]:
    with file.open("rb") as opened:
        return {each.id if isinstance(each.id, str) else each.id[0]: each.string for each in read_po(opened) if each.id}


@pytest.mark.parametrize("app", ["contrib/admin", "contrib/auth"])
def test_every_sentence_of_djangos_pages_has_its_chinese(app):
    english = _sentences(DJANGO / app / "locale" / "en" / "LC_MESSAGES" / "django.po")
    chinese = _sentences(DJANGO / app / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po")
    ours = _sentences(Path(settings.BASE_DIR) / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po")
    assert [each for each in english if not (ours.get(each) or chinese.get(each))] == []


@pytest.mark.parametrize("address", ["admin:index", "admin:archive_report_changelist", "admin:archive_source_changelist", "admin:auth_user_add", "admin:auth_user_changelist"])  # fmt: skip
def test_no_english_and_no_odd_word_stands_on_the_desk(admin_client, address):
    page = admin_client.get(reverse(address)).content.decode()
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert not re.search(r"[A-Za-z]{3,} [A-Za-z]{2,} [A-Za-z]{2,}", text)
    for odd in ("注销", "无可选的", "以 状态", "来修改", "过滤器", "个被选", "Model name", "Add link"):
        assert odd not in text
    assert ">退出</button>" in page


def test_whatever_an_element_names_by_id_stands_on_the_page(admin_client, make_report, regions):
    ImportBatch.objects.create(label="岷县")
    Measure.objects.get_or_create(name="软弱涣散")
    make_report(source="甘肃日报", region="621102")
    addresses = [reverse("admin:archive_report_upload"), reverse("admin:archive_report_sheet"), reverse("admin:index")]
    for model in site._registry:  # the stock's only list of its models
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
        if one := model.objects.first():
            addresses += [reverse(f"{name}_change", args=[one.pk]), reverse(f"{name}_history", args=[one.pk])]
    opened = {address: admin_client.get(address) for address in addresses}
    opened["refused"] = admin_client.post(addresses[0])
    shown = {address: answer.content.decode() for address, answer in opened.items() if answer.status_code in (200, 422)}
    assert len(shown) > 20
    for address, page in shown.items():
        document = html.fromstring(page)
        assert ids_named(document) - set(document.xpath("//@id")) == set(), address


@pytest.mark.parametrize("address", ["admin:password_change", "admin:password_change_done", "admin:index", "admin:archive_source_changelist"])  # fmt: skip
def test_the_head_of_every_page_has_the_same_ways(admin_client, address):
    document = html.fromstring(admin_client.get(reverse(address)).content.decode())
    ways = [way.text_content().strip() for way in document.xpath("//div[@id='user-tools']//*[self::a or self::button]")]
    assert ways == ["手册", "看站点", "修改密码", "退出"]


def test_lists_and_forms_are_set_as_chinese_is(admin_client, make_report):
    make_report(source="甘肃日报")
    page = html.fromstring(admin_client.get(reverse("admin:archive_original_changelist")).content.decode())
    assert page.xpath("normalize-space(//p[@class='paginator'])") == "共 1 条"
    assert "—" in page.xpath("//table[@id='result_list']//td/text()")
    assert "-" not in page.xpath("//table[@id='result_list']//td/text()")
    page = html.fromstring(admin_client.get(reverse("admin:archive_source_add")).content.decode())
    assert page.xpath("//label[@for='id_name']/text()") == ["名称："]


def test_a_failed_login_says_what_may_be_wrong_and_what_to_do(db):
    page = Client().post(reverse("admin:login"), {"username": "zhouyan", "password": "wrong"}).content.decode()
    assert "用户名或密码不对" in page
    assert "请管理员重设" in page


def test_an_account_gets_its_role_in_one_step_and_shows_no_list_of_permissions(admin_client, db):
    editors = Group.objects.get(name="编者")
    page = admin_client.get(reverse("admin:auth_user_add")).content.decode()
    assert 'type="checkbox" name="groups"' in page
    secret = "一个很长的口令-2026"
    form = {
        "username": "xinren",
        "first_name": "王新人",
        "password1": secret,
        "password2": secret,
        "groups": [editors.pk],
    }
    assert admin_client.post(reverse("admin:auth_user_add"), form).status_code == 302
    user = User.objects.get(username="xinren")
    assert user.is_staff
    assert list(user.groups.all()) == [editors]
    assert user.check_password(secret)
    page = admin_client.get(reverse("admin:auth_user_change", args=[user.pk])).content.decode()
    assert "user_permissions" not in page
    assert 'name="last_login' not in page
    assert "Can change" not in admin_client.get(reverse("admin:auth_group_change", args=[editors.pk])).content.decode()


def test_saving_an_account_leaves_its_own_permissions_as_they_are(admin_client, editor):
    before = set(editor.user_permissions.all())
    assert before
    address = reverse("admin:auth_user_change", args=[editor.pk])
    admin_client.post(address, {"username": editor.username, "first_name": "周燕", "is_active": "on", "is_staff": "on"})
    editor.refresh_from_db()
    assert editor.first_name == "周燕"
    assert set(editor.user_permissions.all()) == before


def test_the_desk_in_the_dark_has_the_colours_of_the_pages():
    static = Path(settings.BASE_DIR) / "static"
    system, chosen = (
        dict(re.findall(r"--([\w-]+): ([^;]+);", rules))
        for rules in re.findall(r"\{([^{}]*color-scheme: dark;[^{}]*)\}", (static / "desk-dark.css").read_text())
    )
    assert system == chosen
    dark = (static / "css" / "tokens.css").read_text().split("prefers-color-scheme: dark")[1].split("}")[0]
    tokens = dict(re.findall(r"--([\w-]+): ([^;]+);", dark)) | {"ink5": re.search(r"--ink-5: ([^;]+);", dark)[1]}
    assert {name: value for name, value in system.items() if name in tokens} == {
        name: tokens[name] for name in system if name in tokens
    }
    assert len(system.keys() & tokens.keys()) > 8


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_desk_takes_the_look_that_was_chosen_on_the_pages(desk, look):
    desk.cookies["look"] = look
    assert (
        f"look-{look}" in re.search(r"<body class=\"([^\"]*)\"", desk.get(reverse("admin:index")).content.decode())[1]
    )


def test_the_handbook_is_read_on_the_desk_with_its_pictures(desk):
    address = reverse("admin:handbook")
    assert f'href="{address}"' in desk.get(reverse("admin:index")).content.decode()
    page = desk.get(address).content.decode()
    for heading in headings_of(GUIDE.read_text("utf-8")):
        assert f'id="{heading.anchor}"' in page
    pictures = re.findall(r'<img src="([^"]+\.png)"', page)
    assert pictures
    for picture in pictures:
        assert desk.get(picture)["Content-Type"] == "image/png"
    assert desk.get(reverse("admin:handbook_picture", args=["..png"])).status_code == 404


def test_markdown_of_the_handbook_becomes_headings_lists_tables_and_code():
    text = "## 一、甲 乙\n\n一段\n接着。**粗 `码`**\n\n- 甲\n  续\n- 乙\n\n1. 一\n\n   ```sh\n   a <b>\n   ```\n2. 二\n\n| 头 |\n|---|\n| <i> |\n"
    assert "".join(to_html(text, "/p/").split("\n")) == (
        '<h2 id="一甲-乙">一、甲 乙</h2><p>一段接着。<strong>粗 <code>码</code></strong></p>'
        "<ul><li>甲续</li><li>乙</li></ul>"
        '<ol><li>一<pre tabindex="0"><code>a &lt;b&gt;</code></pre></li><li>二</li></ol>'
        '<div class="wide"><table><thead><tr><th scope="col">头</th></tr></thead>'
        "<tbody><tr><td>&lt;i&gt;</td></tr></tbody></table></div>"
    )


def test_an_editor_finds_the_way_from_a_public_report_to_the_desk_and_a_stranger_sees_none(
    desk, colleague, make_report
):
    report = make_report()
    way = reverse("admin:archive_report_change", args=[report.pk])
    response = desk.get(report.get_absolute_url())
    assert f'href="{way}"' in response.content.decode()
    assert "private" in response["Cache-Control"]
    assert way not in colleague.get(report.get_absolute_url()).content.decode()
    stranger = Client().get(report.get_absolute_url())
    assert way not in stranger.content.decode()
    assert not stranger.cookies
    assert "private" not in stranger.get("Cache-Control", "")
