"""What does a bucket that refuses want to say, and how does one mend it?

The codes are those of Amazon S3 (API Reference, Error responses), which others that speak S3 use too.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore import exceptions as known
from botocore.exceptions import BotoCoreError, ClientError

from build_tools.delivery.errors import DeliveryError

_AGAIN = "Run it again: what is written already is not written anew."
_LOG_IN = "Log in anew (with AWS: aws sso login, or new keys in the environment), and run it again."
_RIGHTS = "Allow s3:ListBucket on it, and s3:GetObject and s3:PutObject on what is in it (docs/publishing.md)."
_REGION = "Name its region in AWS_REGION."
_SAID: dict[str, tuple[str, str]] = {
    "NoSuchBucket": ("there is no bucket {bucket}", "Create it, or name another one."),
    "AccessDenied": ("who runs this may not {do} the bucket {bucket}", _RIGHTS),
    "ExpiredToken": ("the credentials for the bucket {bucket} have expired", _LOG_IN),
    "InvalidAccessKeyId": ("the bucket {bucket} does not know the access key", _LOG_IN),
    "SignatureDoesNotMatch": ("the secret key for the bucket {bucket} is wrong", _LOG_IN),
    "RequestTimeTooSkewed": ("this machine's clock differs from that of the bucket {bucket}", "Set the clock."),
    "PermanentRedirect": ("the bucket {bucket} is in another region", _REGION),
    "SlowDown": ("the bucket {bucket} is asked too much at the moment", _AGAIN),
    "PreconditionFailed": ("another run has published to the bucket {bucket} in between", "Run it again."),
}
_ALIKE = {
    "404": "NoSuchBucket",
    "403": "AccessDenied",
    "Forbidden": "AccessDenied",
    "AllAccessDisabled": "AccessDenied",
    "AccountProblem": "AccessDenied",
    "ExpiredTokenException": "ExpiredToken",
    "TokenRefreshRequired": "ExpiredToken",
    "InvalidToken": "ExpiredToken",
    "301": "PermanentRedirect",
    "AuthorizationHeaderMalformed": "PermanentRedirect",
    "IllegalLocationConstraintException": "PermanentRedirect",
    "503": "SlowDown",
    "ServiceUnavailable": "SlowDown",
    "InternalError": "SlowDown",
    "500": "SlowDown",
    "RequestTimeout": "SlowDown",
    "412": "PreconditionFailed",
    "409": "PreconditionFailed",
    "ConditionalRequestConflict": "PreconditionFailed",
}
_MISSING, _UNKNOWN = {"NoSuchKey", "404"}, {"NotImplemented", "501"}
_LONGEST = 200


def is_missing(error: ClientError) -> bool:
    """Whether a bucket says that it has no such object."""
    return _code(error) in _MISSING


def has_changed(error: ClientError) -> bool:
    """Whether a bucket says that an object is no longer as it was."""
    return _ALIKE.get(_code(error), _code(error)) == "PreconditionFailed"


def is_unknown(error: ClientError) -> bool:
    """Whether a service says that it does not know what it is asked."""
    return _code(error) in _UNKNOWN


@contextmanager
def explained(bucket: str, do: str) -> Iterator[None]:
    """Say in words why a bucket cannot be asked; `do` is what one wanted to do to it: `read` or `write`."""
    try:
        yield
    except ClientError as error:
        raise _explain(error, bucket, do) from None
    except BotoCoreError as error:
        raise _explain_line(error, bucket) from None
    except RecursionError:  # botocore asks in which region it is, and asks again where no answer names one
        raise DeliveryError(*_tell("PermanentRedirect", bucket, do)) from None
    except (ValueError, OSError) as error:  # no address, a file that is gone
        raise DeliveryError(f"the bucket {bucket} cannot be spoken to: {_shorten(error)}", "Mend it.") from None


def _explain(error: ClientError, bucket: str, do: str) -> DeliveryError:
    code = _code(error)
    if (known_as := _ALIKE.get(code, code)) in _SAID:
        return DeliveryError(*_tell(known_as, bucket, do))
    told = _shorten(error.response.get("Error", {}).get("Message", ""))
    return DeliveryError(f"the bucket {bucket} refuses: {code}{': ' if told else ''}{told}", f"Mend it. {_AGAIN}")


def _tell(code: str, bucket: str, do: str) -> tuple[str, str]:
    """What is wrong, and how to mend it."""
    what, remedy = _SAID[code]
    return what.format(bucket=bucket, do=do), remedy


def _explain_line(error: BotoCoreError, bucket: str) -> DeliveryError:
    """What keeps one from speaking to a bucket at all."""
    credentials = (known.NoCredentialsError, known.PartialCredentialsError, known.CredentialRetrievalError)
    log_ins = (known.SSOError, known.TokenRetrievalError, known.UnauthorizedSSOTokenError, known.ProfileNotFound)
    if isinstance(error, (*credentials, *log_ins)):
        what = f"nobody says who publishes to the bucket {bucket}: {_shorten(error)}"
        return DeliveryError(what, "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE, or log in.")
    if isinstance(error, known.HTTPClientError | known.ConnectionError):
        return DeliveryError(f"the line to the bucket {bucket} failed: {_shorten(error)}", _AGAIN)
    what = f"the bucket {bucket} cannot be spoken to: {_shorten(error)}"
    return DeliveryError(what, "Check the name of the bucket, AWS_REGION and the endpoint.")


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "unknown"))


def _shorten(said: object) -> str:
    return " ".join(str(said).split())[:_LONGEST].rstrip(".")
