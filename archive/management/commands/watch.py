"""manage.py watch send|forget: the letters of watches, for a server that does not send them by itself."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext_noop

from archive.languages import say, translated
from archive.management.sentences import ArchiveCommand
from archive.watching.asking import forget
from archive.watching.sending import SendingBusy, SendingOff, send_letters


class Command(ArchiveCommand):
    help = gettext_noop("寄出关注的信，或删去一个地址的全部关注。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="send|forget")
        verbs.add_parser("send", help=say("做好到时候的信，寄出等着的信；邮件服务器没有应答时退出码为 1"))
        gone = verbs.add_parser("forget", help=say("删去一个地址的全部关注，连同等着寄给它的信"))
        gone.add_argument("address", help=say("邮箱地址"))

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "forget":
            self.stdout.write(say("删去关注 {0} 条", forget(options["address"].strip()).watches))
            return
        try:
            done = send_letters()
        except (SendingBusy, SendingOff) as error:
            raise CommandError(translated(error)) from error
        self.stdout.write(
            say("做好 {0} 封，寄出 {1} 封，存疑 {2} 封，退回 {3} 封", done.made, done.sent, done.doubt, done.refused)
        )
        if done.away:
            self.stderr.write(say("邮件服务器没有应答，或不收信（{0}）。等着的信下次再寄。", done.away))
            sys.exit(1)
