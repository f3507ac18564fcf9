"""The OpenAPI document: what each address answers besides its own word, and which header says more of it.

Whatever stands in front of the addresses (limits, the login of a closed archive, the bound of a body) answers for all of
them, so it is written here once.
"""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

#: Answers of every address; those of an address itself go before.
_OF_ALL = {
    401: "封闭的文库，没有登录",
    411: "请求没有写明长度",
    413: "发来的内容太大",
    429: "一分钟内的请求太多；Retry-After 写明几秒后再试",
    503: "索引、数据库或检索集群暂时不答",
}
#: Headers that some answers of a status carry.
_HEADERS = {
    "Retry-After": ({429, 503}, {"type": "integer", "minimum": 0}, "几秒后再试"),
    "WWW-Authenticate": ({401, 403}, {"type": "string"}, "凭令牌的地址：Bearer，以及令牌哪里不对（RFC 6750）"),
    "Location": ({202}, {"type": "string", "format": "uri-reference"}, "这一批的进度在哪里看"),
}


class DescribedAPI(NinjaAPI):
    """Ninja's API with a document that tells every status that a client may meet."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """Return the document with the answers and headers that all addresses share."""
        document = super().get_openapi_schema(**options)
        problem = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in document["paths"].values():
            for operation in operations.values():
                answers = operation["responses"]
                for status, words in _OF_ALL.items():
                    answers.setdefault(status, {"description": words, "content": problem})
                for status, answer in answers.items():
                    for name, (statuses, schema, words) in _HEADERS.items():
                        if int(status) in statuses:
                            answer.setdefault("headers", {})[name] = {"schema": schema, "description": words}
        return document
