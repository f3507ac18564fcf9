"""Bodies and packages of a docx, written as Word writes them."""

from __future__ import annotations

from tests.text.made_files import W, zip_file

R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def words(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(*runs: str, mark: str = "") -> str:
    return f"<w:p><w:pPr><w:rPr>{mark}</w:rPr></w:pPr>{''.join(runs)}</w:p>"


def mark(kind: str, within: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{within}</w:fldChar></w:r>'


def field(code: str, result: str = "") -> str:
    return (
        mark("begin") + f"<w:r><w:instrText>{code}</w:instrText></w:r>" + mark("separate") + words(result) + mark("end")
    )


def package(body: str, *relations: tuple[str, str, str, str | bytes], main: str = "word/document.xml") -> bytes:
    """A docx whose main part names others: (id, kind, target as written, content)."""
    folder = main.rpartition("/")[0]
    listed = "".join(
        f'<r:Relationship Id="{name}" Type="http://x/{kind}" Target="{target}"/>' for name, kind, target, _ in relations
    )
    head = '<r:Relationships xmlns:r="http://schemas.openxmlformats.org/package/2006/relationships">'
    parts = {
        target.lstrip("/") if target.startswith("/") else f"{folder}/{target}": content
        for _, _, target, content in relations
    }
    document = f"<w:document {W} {R}><w:body>{body}</w:body></w:document>"
    return zip_file({main: document, f"{folder}/_rels/document.xml.rels": f"{head}{listed}</r:Relationships>"} | parts)
