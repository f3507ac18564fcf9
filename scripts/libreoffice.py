"""Read documents by LibreOffice, one after the other, as a witness for ``scripts.measure_extraction``.

Its export of plain text writes words that were deleted under tracked changes, and hidden ones. So a macro accepts all
changes and empties what is hidden; it runs in a profile of its own, which is gone afterwards. Placeholders of forms stay.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = "soffice"
NEEDED = "soffice is missing. Install libreoffice-writer-nogui (Debian, Ubuntu) or LibreOffice."
_SECONDS = 60
_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub WriteText(source As String, target As String, clearing As String)
  Dim how(0) As New com.sun.star.beans.PropertyValue
  how(0).Name = &quot;Hidden&quot;
  how(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, &quot;_blank&quot;, 0, how())
  dispatcher = createUnoService(&quot;com.sun.star.frame.DispatchHelper&quot;)
  frame = document.CurrentController.Frame
  dispatcher.executeDispatch(frame, &quot;.uno:AcceptAllTrackedChanges&quot;, &quot;&quot;, 0, Array())
  If clearing = &quot;yes&quot; Then Clear(document.Text)
  Dim written(1) As New com.sun.star.beans.PropertyValue
  written(0).Name = &quot;FilterName&quot;
  written(0).Value = &quot;Text (encoded)&quot;
  written(1).Name = &quot;FilterOptions&quot;
  written(1).Value = &quot;UTF8&quot;
  document.storeToURL(target, written())
  document.close(True)
End Sub
Sub Clear(text)
  paragraphs = text.createEnumeration()
  Do While paragraphs.hasMoreElements()
    paragraph = paragraphs.nextElement()
    If paragraph.supportsService(&quot;com.sun.star.text.TextTable&quot;) Then
      For Each name In paragraph.getCellNames()
        Clear(paragraph.getCellByName(name))
      Next
    Else
      portions = paragraph.createEnumeration()
      Do While portions.hasMoreElements()
        portion = portions.nextElement()
        If portion.TextPortionType = &quot;Text&quot; Then
          If portion.CharHidden Then portion.setString(&quot;&quot;)
        End If
      Loop
    End If
  Loop
End Sub
</script:module>
"""


@contextmanager
def libreoffice() -> Iterator[Callable[[Path], str]]:
    """Yield a function from a document to its text; "" for a document that LibreOffice does not open."""
    with tempfile.TemporaryDirectory(prefix="libreoffice-") as name:
        folder = Path(name)
        # The first start writes a profile; what stood there before would be lost.
        _run(folder, "--terminate_after_init")
        module = folder / "profile" / "user" / "basic" / "Standard" / "Module1.xba"
        module.parent.mkdir(parents=True, exist_ok=True)
        module.write_text(_MACRO, encoding="utf-8")

        def read(path: Path) -> str:
            # Plain names: the macro's arguments stand in an address.
            source, target = folder / f"source{path.suffix.lower()}", folder / "target.txt"
            target.unlink(missing_ok=True)
            shutil.copyfile(path, source)
            for clearing in ("yes", "no"):  # some documents do not let their hidden words be emptied
                _run(folder, f"macro:///Standard.Module1.WriteText({source.as_uri()},{target.as_uri()},{clearing})")
                if target.exists():
                    break
            source.unlink()
            return target.read_text("utf-8-sig", "replace") if target.exists() else ""

        yield read


def _run(folder: Path, *arguments: str) -> None:
    """Start the program once and wait; no process of its group is left."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    with subprocess.Popen(
        [PROGRAM, profile, "--headless", "--norestore", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
