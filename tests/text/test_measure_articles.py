"""The share of an article that the reader of pages keeps is counted by whole paragraphs."""

from scripts.measure_articles import share_kept

LONG = "今年以来，镇党委抓好班子建设，逐村走访，群众反映良好，党员到会率明显提高。"
OTHER = "各村党支部每月开展主题党日，村务公开更加规范，群众满意程度稳步上升到新高。"


def test_a_paragraph_that_the_text_lacks_counts_as_lost(tmp_path):
    (tmp_path / "source.html").write_text(f"<html><body><h1>总结</h1><p>{LONG}</p></body></html>", encoding="utf-8")
    (tmp_path / "expected.html").write_text(f"<div><p>{LONG}</p><p>{OTHER}</p></div>", encoding="utf-8")
    kept, length = share_kept(tmp_path)
    assert round(kept, 3) == round(len(LONG) / (len(LONG) + len(OTHER)), 3)
    assert length < 1
