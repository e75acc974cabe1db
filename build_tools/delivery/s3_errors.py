"""Explains why a bucket refuses a request, and how to fix it.

The codes are those of Amazon S3 (API Reference, Error responses), which compatible services use too.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore import exceptions as known
from botocore.exceptions import BotoCoreError, ClientError

from build_tools.delivery.errors import DeliveryError

_AGAIN = "Run it again: files that are already written are skipped."
_LOG_IN = "Log in again (with AWS: aws sso login, or new keys in the environment), and run it again."
_RIGHTS = "Allow s3:ListBucket on the bucket, and s3:GetObject and s3:PutObject on its objects (docs/publishing.md)."
_REGION = "Name its region in AWS_REGION."
_MESSAGES: dict[str, tuple[str, str]] = {
    "NoSuchBucket": ("there is no bucket {bucket}", "Create it, or name another bucket."),
    "AccessDenied": ("these credentials may not {do} the bucket {bucket}", _RIGHTS),
    "ExpiredToken": ("the credentials for the bucket {bucket} have expired", _LOG_IN),
    "InvalidAccessKeyId": ("the bucket {bucket} does not know the access key", _LOG_IN),
    "SignatureDoesNotMatch": ("the secret key for the bucket {bucket} is wrong", _LOG_IN),
    "RequestTimeTooSkewed": ("this machine's clock differs from that of the bucket {bucket}", "Set the clock."),
    "PermanentRedirect": ("the bucket {bucket} is in another region", _REGION),
    "SlowDown": ("the bucket {bucket} is too busy at the moment", _AGAIN),
    "PreconditionFailed": ("another run has published to the bucket {bucket} in between", "Run it again."),
}
_SAME_AS = {
    code: name
    for name, codes in {
        "NoSuchBucket": "404",
        "AccessDenied": "403 Forbidden AllAccessDisabled AccountProblem",
        "ExpiredToken": "ExpiredTokenException TokenRefreshRequired InvalidToken",
        "PermanentRedirect": "301 AuthorizationHeaderMalformed IllegalLocationConstraintException",
        "SlowDown": "500 503 ServiceUnavailable InternalError RequestTimeout",
        "PreconditionFailed": "409 412 ConditionalRequestConflict",
    }.items()
    for code in codes.split()
}
_NO_CREDENTIALS = (
    *(known.NoCredentialsError, known.PartialCredentialsError, known.CredentialRetrievalError, known.ProfileNotFound),
    *(known.SSOError, known.TokenRetrievalError, known.UnauthorizedSSOTokenError),
)
_LONGEST = 200


def is_missing(error: ClientError) -> bool:
    """Whether a bucket says that it has no such object."""
    return _code(error) in {"NoSuchKey", "404"}


def has_changed(error: ClientError) -> bool:
    """Whether a bucket says that an object is no longer as it was."""
    return _SAME_AS.get(_code(error), _code(error)) == "PreconditionFailed"


def is_unknown(error: ClientError) -> bool:
    """Whether a service says that it does not support the request."""
    return _code(error) in {"NotImplemented", "501"}


@contextmanager
def explained(bucket: str, do: str) -> Iterator[None]:
    """Turn the errors of boto3 into a DeliveryError; `do` is the purpose of the requests, `read` or `write`."""
    try:
        yield
    except ClientError as error:
        code, message = _code(error), _shorten(error.response.get("Error", {}).get("Message", ""))
        what, remedy = _MESSAGES.get(_SAME_AS.get(code, code), ("", ""))
        if what:
            raise DeliveryError(what.format(bucket=bucket, do=do), remedy) from None
        what = f"the bucket {bucket} refuses: {code}{': ' if message else ''}{message}"
        raise DeliveryError(what, f"Mend it. {_AGAIN}") from None
    except RecursionError:  # botocore asks again for the region where no answer names it
        what, remedy = _MESSAGES["PermanentRedirect"]
        raise DeliveryError(what.format(bucket=bucket), remedy) from None
    except _NO_CREDENTIALS as error:
        what = f"there are no valid credentials for the bucket {bucket}: {_shorten(error)}"
        remedy = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE, or log in."
        raise DeliveryError(what, remedy) from None
    except (known.HTTPClientError, known.ConnectionError) as error:
        raise DeliveryError(f"the connection to the bucket {bucket} failed: {_shorten(error)}", _AGAIN) from None
    except (BotoCoreError, ValueError, OSError) as error:  # among them an invalid address, and a file that is gone
        is_known = isinstance(error, BotoCoreError)
        remedy = "Check the name of the bucket, AWS_REGION and the endpoint." if is_known else "Mend it."
        raise DeliveryError(f"the bucket {bucket} cannot be reached: {_shorten(error)}", remedy) from None


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "unknown"))


def _shorten(text: object) -> str:
    return " ".join(str(text).split())[:_LONGEST].rstrip(".")
