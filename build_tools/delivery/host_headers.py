"""How are hosts told what to say with each file?

Each host has a form of its own. What a file is called decides what is said of it, as in `kinds`.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import indent

from build_tools.delivery.file_kinds import FOR_EVER, FOR_MINUTES, NAMED_BY_CONTENT, PERMANENT, FileHeaders, served

Headers = Sequence[tuple[str, str]]
_BY_THE_HOST = ("atom", "csv", "docx", "ics", "jsonld", "rss", "woff2", "webmanifest", "md")
"""The endings that not every web server knows."""


_IN_UTF8 = (
    "text/css",
    "text/csv",
    "text/calendar",
    "text/markdown",
    "text/javascript",
    "application/javascript",
    "application/xml",
    "application/atom+xml",
    "application/rss+xml",
    "image/svg+xml",
)
_FEED, _SCHEMA = "feeds/changelog.json", "data/schemas/text.schema.json"
_LASTING = f"{NAMED_BY_CONTENT}|{PERMANENT}"


@dataclass(frozen=True, slots=True)
class HostHeaders:
    """What a host says: with every file, and with some."""

    headers: Headers
    """What it says with every file."""
    paths: Sequence[str]
    """The paths of the files."""


def write_json(answers: HostHeaders) -> str:
    """One JSON object: `headers`, by their names, and `files`, by their paths, each with what is said of it alone."""
    files = {path: _named(served(path)) for path in answers.paths}
    return json.dumps({"headers": dict(answers.headers), "files": files}, indent=2) + "\n"


def write_netlify(answers: HostHeaders) -> str:
    """`_headers`, the file that Netlify and Cloudflare Pages read from the top of the site.

    Of what is kept for minutes they say themselves that it is to be asked for anew each time.
    """
    lasting = [path for path in answers.paths if re.fullmatch(NAMED_BY_CONTENT, path)]
    rules: list[tuple[str, Headers]] = [("/*", answers.headers)]
    rules += [(f"/{path}", (("Cache-Control", FOR_EVER),)) for path in [*lasting, "data/texts/*"]]
    lines = ([path, *(f"  {name}: {value}" for name, value in headers)] for path, headers in rules)
    return "\n\n".join("\n".join(rule) for rule in lines) + "\n"


def write_nginx(answers: HostHeaders) -> str:
    """What stands within `server { … }` of nginx; its `root` leads to the folder `current` of the target."""
    headers = "".join(f'add_header {name} "{value}" always;\n' for name, value in answers.headers)
    types = "".join(f"    {_media(ending)} {ending};\n" for ending in _BY_THE_HOST)
    return (
        "index index.html;\n"
        "error_page 404 /404.html;\n"
        f"include mime.types;\ntypes {{\n{types}}}\n"
        f"charset utf-8;\ncharset_types {' '.join(_IN_UTF8)};\n\n"
        f'{headers}add_header Cache-Control "{FOR_MINUTES}";\n\n'
        "location / {\n    try_files $uri $uri/ =404;\n}\n"
        f'location ~ "^/feeds/[^/]+\\.json$" {{\n    types {{}}\n    default_type {served(_FEED).media_type};\n}}\n'
        f'location ~ "^/data/schemas/" {{\n    types {{}}\n    default_type {served(_SCHEMA).media_type};\n}}\n\n'
        "# nginx forgets the headers of above where there is one of its own\n"
        f'location ~ "^/(?:{_LASTING})$" {{\n{indent(headers, "    ")}    add_header Cache-Control "{FOR_EVER}";\n}}\n'
    )


def write_caddy(answers: HostHeaders) -> str:
    """What stands within the block of a site of Caddy; its `root` leads to the folder `current` of the target."""
    headers = "".join(f'    {name} "{value}"\n' for name, value in answers.headers)
    types = "".join(
        f'@{ending} path *.{ending}\nheader @{ending} Content-Type "{served(f"a.{ending}").media_type}"\n'
        for ending in _BY_THE_HOST
    )
    return (
        f"header {{\n{headers}}}\n\n"
        f"@lasting path_regexp `^/(?:{_LASTING})$`\n"
        f"@passing not path_regexp `^/(?:{_LASTING})$`\n"
        f'header @lasting Cache-Control "{FOR_EVER}"\nheader @passing Cache-Control "{FOR_MINUTES}"\n\n{types}'
        f'@feeds path /feeds/*.json\nheader @feeds Content-Type "{served(_FEED).media_type}"\n'
        f'@schemas path /data/schemas/*.json\nheader @schemas Content-Type "{served(_SCHEMA).media_type}"\n\n'
        "file_server\nhandle_errors {\n    @missing expression `{err.status_code} == 404`\n"
        "    handle @missing {\n        rewrite * /404.html\n        file_server\n    }\n}\n"
    )


def write_cloudfront(answers: HostHeaders) -> str:
    """The configuration of a response headers policy of CloudFront, as `aws cloudfront` reads it.

    What is said of single files, the bucket keeps with them.
    """
    known = dict(answers.headers)
    age = int(known.pop("Strict-Transport-Security").removeprefix("max-age="))
    security = {
        "ContentSecurityPolicy": {
            "Override": True,
            "ContentSecurityPolicy": known.pop("Content-Security-Policy"),
        },
        "ContentTypeOptions": {"Override": True},
        "FrameOptions": {"Override": True, "FrameOption": known.pop("X-Frame-Options")},
        "ReferrerPolicy": {"Override": True, "ReferrerPolicy": known.pop("Referrer-Policy")},
        "StrictTransportSecurity": {
            "Override": True,
            "IncludeSubdomains": False,
            "Preload": False,
            "AccessControlMaxAgeSec": age,
        },
    }
    del known["X-Content-Type-Options"]
    others = [{"Header": name, "Value": value, "Override": True} for name, value in known.items()]
    told = {
        "Name": "policy-site",
        "Comment": "Made by policy headers",
        "SecurityHeadersConfig": security,
        "CustomHeadersConfig": {"Quantity": len(others), "Items": others},
    }
    return json.dumps(told, indent=2) + "\n"


def write_cloudfront_function(answers: HostHeaders) -> str:  # noqa: ARG001 - all forms are made alike
    """A function of CloudFront for viewers' requests: a bucket knows no folders, so it finds the page of each."""
    return _FUNCTION


FORMS: Mapping[str, Callable[[HostHeaders], str]] = {
    "caddy": write_caddy,
    "cloudfront": write_cloudfront,
    "cloudfront-function": write_cloudfront_function,
    "json": write_json,
    "netlify": write_netlify,
    "nginx": write_nginx,
}
"""What writes each form."""

_FUNCTION = """\
// The page of a folder is its index.html. An address without a slash at its end leads to the one with it.
function handler(event) {
  var request = event.request;
  var last = request.uri.substring(request.uri.lastIndexOf("/") + 1);
  if (last === "") {
    request.uri += "index.html";
  } else if (!/\\.[a-z][a-z0-9]*$/i.test(last) && request.uri.indexOf("/assets/") < 0) {
    var asked = [];
    for (var name in request.querystring) {
      var one = request.querystring[name];
      (one.multiValue || [one]).forEach(function (each) {
        asked.push(name + (each.value === "" ? "" : "=" + each.value));
      });
    }
    var query = asked.length ? "?" + asked.join("&") : "";
    // to browsers, two slashes or backslashes at its start would begin the name of another host
    var path = request.uri.replace(/^[\\/\\\\\\s]+/, "/");
    return { statusCode: 301, headers: { location: { value: path + "/" + query } } };
  }
  return request;
}
"""


def _named(said: FileHeaders) -> dict[str, str]:
    return {"Content-Type": said.media_type, "Cache-Control": said.caching}


def _media(ending: str) -> str:
    """The media type of an ending, without its charset."""
    return served(f"a.{ending}").media_type.partition(";")[0]
