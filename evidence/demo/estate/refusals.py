"""Error answers as the real services shape them: query XML, EC2 XML, JSON 1.1, REST-JSON and S3's XML."""

import json
import uuid
from dataclasses import dataclass
from enum import Enum
from xml.sax.saxutils import escape

from evidence.demo.estate.calls import Call, Protocol


class Reason(Enum):
    """Why a call is refused."""

    DENIED = "denied"
    UNSIGNED = "unsigned"
    UNKNOWN_KEY = "unknown key"
    EXPIRED = "expired"
    MALFORMED_POLICY = "malformed policy"
    INVALID = "invalid"
    NOT_SIMULATED = "not simulated"


CODES: dict[Reason, dict[Protocol, tuple[int, str]]] = {
    Reason.DENIED: {
        "query": (403, "AccessDenied"),
        "ec2": (403, "UnauthorizedOperation"),
        "s3": (403, "AccessDenied"),
        "json": (400, "AccessDeniedException"),
        "rest-json": (403, "AccessDeniedException"),
    },
    Reason.UNSIGNED: {
        "query": (403, "MissingAuthenticationToken"),
        "ec2": (401, "AuthFailure"),
        "s3": (403, "AccessDenied"),
        "json": (400, "MissingAuthenticationTokenException"),
        "rest-json": (403, "MissingAuthenticationTokenException"),
    },
    Reason.UNKNOWN_KEY: {
        "query": (403, "InvalidClientTokenId"),
        "ec2": (401, "AuthFailure"),
        "s3": (403, "InvalidAccessKeyId"),
        "json": (400, "UnrecognizedClientException"),
        "rest-json": (403, "UnrecognizedClientException"),
    },
    Reason.EXPIRED: {
        "query": (403, "ExpiredToken"),
        "ec2": (400, "RequestExpired"),
        "s3": (400, "ExpiredToken"),
        "json": (400, "ExpiredTokenException"),
        "rest-json": (403, "ExpiredTokenException"),
    },
    Reason.MALFORMED_POLICY: {"query": (400, "MalformedPolicyDocument")},
    Reason.INVALID: {"query": (400, "ValidationError")},
    Reason.NOT_SIMULATED: {
        "query": (400, "InvalidAction"),
        "ec2": (400, "InvalidAction"),
        "s3": (501, "NotImplemented"),
        "json": (400, "UnknownOperationException"),
        "rest-json": (404, "UnknownOperationException"),
    },
}


class Refused(Exception):
    """The call is not let through; `reason` picks the code, `message` says why as AWS says it."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished HTTP answer."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def answer(call: Call, refused: Refused) -> Answer:
    """The refusal in the protocol of the call."""
    status, code = CODES[refused.reason][call.protocol]
    request_id = str(uuid.uuid4())
    headers = [("x-amzn-RequestId", request_id)]
    message = escape(refused.message)
    match call.protocol:
        case "query":
            body = (
                f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
                f"<RequestId>{request_id}</RequestId></ErrorResponse>"
            )
        case "ec2":
            body = (
                f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
                f"<RequestID>{request_id}</RequestID></Response>"
            )
        case "s3":
            headers = [("x-amz-request-id", request_id)]
            body = (
                f"<Error><Code>{code}</Code><Message>{message}</Message>"
                f"<RequestId>{request_id}</RequestId><HostId>simulated</HostId></Error>"
            )
        case "json":
            body = json.dumps({"__type": code, "message": refused.message})
        case "rest-json":
            headers.append(("x-amzn-ErrorType", code))
            body = json.dumps({"message": refused.message})
    if call.protocol in ("json", "rest-json"):
        headers.append(("Content-Type", "application/x-amz-json-1.1"))
    else:
        headers.append(("Content-Type", "text/xml"))
        body = f'<?xml version="1.0" encoding="UTF-8"?>{body}'
    # An answer to HEAD has no body; S3 then leaves the status alone to speak.
    content = b"" if call.method == "HEAD" else body.encode()
    return Answer(status, [*headers, ("Content-Length", str(len(content)))], content)
