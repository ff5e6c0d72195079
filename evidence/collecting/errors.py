"""What botocore raises, told as one of our reasons. The code kept beside the reason is AWS's own."""

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from evidence.collecting.contract import CouldNotLook, ErrorReason

DENIED = """AccessDenied AccessDeniedException UnauthorizedOperation Client.UnauthorizedOperation
    AuthorizationError AuthFailure InvalidClientTokenId UnrecognizedClientException SignatureDoesNotMatch
    AllAccessDisabled"""
EXPIRED = "ExpiredToken ExpiredTokenException RequestExpired"
REGION_OFF = "OptInRequired RegionDisabledException"
THROTTLED = """Throttling ThrottlingException ThrottledException RequestThrottled RequestThrottledException
    RequestLimitExceeded TooManyRequestsException BandwidthLimitExceeded LimitExceededException SlowDown
    PriorRequestNotComplete EC2ThrottledException"""
# The last three: IAM was still preparing the credential report when our patience ended.
TIMED_OUT = "RequestTimeout RequestTimeoutException ReportInProgress ReportNotPresent ReportExpired"
NOT_SUPPORTED = """NotImplemented InvalidAction UnknownOperationException UnsupportedOperation
    UnsupportedOperationException SubscriptionRequiredException"""
# Security Hub's 401 for an account that is not subscribed. Its denials by IAM are AccessDeniedException.
REJECTED = "InvalidAccessException"
# Organizations' answer to an account that may not ask for the whole: it neither manages it nor is a delegated
# administrator. IAM's denials, of the role or by a policy, have the same code and say "is not authorized to perform".
NOT_ITS_ADMINISTRATOR = ("ListAccounts", "AccessDeniedException", "You don't have permissions to access this resource.")
SERVER_ERROR = "InternalError InternalFailure InternalServerError ServiceUnavailable ServiceFailure"

REASON_OF = {
    code: reason
    for reason, codes in {
        ErrorReason.ACCESS_DENIED: DENIED,
        ErrorReason.EXPIRED_TOKEN: EXPIRED,
        ErrorReason.REGION_OFF: REGION_OFF,
        ErrorReason.THROTTLED: THROTTLED,
        ErrorReason.TIMED_OUT: TIMED_OUT,
        ErrorReason.NOT_SUPPORTED: NOT_SUPPORTED,
        ErrorReason.REJECTED: REJECTED,
        ErrorReason.SERVER_ERROR: SERVER_ERROR,
    }.items()
    for code in codes.split()
}

BY_EXCEPTION: tuple[tuple[type[Exception], ErrorReason], ...] = (
    (boto.ReadTimeoutError, ErrorReason.TIMED_OUT),
    (boto.ConnectTimeoutError, ErrorReason.TIMED_OUT),
    (boto.IncompleteReadError, ErrorReason.HALF_READ),
    (boto.ResponseStreamingError, ErrorReason.HALF_READ),
    (boto.PaginationError, ErrorReason.HALF_READ),
    (boto.ConnectionError, ErrorReason.UNREACHABLE),
    (boto.HTTPClientError, ErrorReason.UNREACHABLE),  # the parent of closed connections, proxies and TLS
    (boto.NoCredentialsError, ErrorReason.ACCESS_DENIED),
    (boto.PartialCredentialsError, ErrorReason.ACCESS_DENIED),
    (boto.CredentialRetrievalError, ErrorReason.ACCESS_DENIED),
)


# How botocore's handlers, and gather functions, stumble over an answer that is not what the model promises.
STUMBLES = (LookupError, TypeError, ValueError, AttributeError, SyntaxError)  # XML's ParseError is the last
# Whatever a call through botocore may raise that is not our own doing.
FAILURES = (boto.BotoCoreError, boto.ClientError, ResponseParserError, *STUMBLES)


def could_not_look(call: str, failure: Exception) -> CouldNotLook:
    """The failure of one call in our words. An exception we do not know is MALFORMED under its own name."""
    if isinstance(failure, boto.ClientError):
        told = failure.response.get("Error", {})
        code = str(told.get("Code", ""))
        status = failure.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if (failure.operation_name, code, told.get("Message")) == NOT_ITS_ADMINISTRATOR:
            return CouldNotLook(ErrorReason.REJECTED, call, code)
        return CouldNotLook(REASON_OF.get(code) or _by_status(status), call, code)
    for kind, reason in BY_EXCEPTION:
        if isinstance(failure, kind):
            return CouldNotLook(reason, call, type(failure).__name__)
    return CouldNotLook(ErrorReason.MALFORMED, call, type(failure).__name__)


def _by_status(status: int) -> ErrorReason:
    """For a code we do not know, as HTTP means it."""
    match status:
        case 401 | 403:
            return ErrorReason.ACCESS_DENIED
        case 408:
            return ErrorReason.TIMED_OUT
        case 429:
            return ErrorReason.THROTTLED
        case 501:
            return ErrorReason.NOT_SUPPORTED
    return ErrorReason.SERVER_ERROR if status >= 500 else ErrorReason.REJECTED
