"""Writes the headers that a web host must send with a site, in the format of each host.

The headers of a single file follow its name (`file_kinds`).
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from textwrap import indent

from build_tools.delivery.file_kinds import FOR_EVER, FOR_MINUTES, NAMED_BY_CONTENT, PERMANENT, file_headers

Headers = Sequence[tuple[str, str]]
_BY_THE_HOST = ("atom", "csv", "docx", "ics", "jsonld", "rss", "woff2", "webmanifest", "md")
"""The endings that not every web server knows."""
_IN_UTF8 = (
    "text/css text/csv text/calendar text/markdown text/javascript application/javascript application/xml "
    "application/atom+xml application/rss+xml image/svg+xml"
)
_FEED, _SCHEMA = "feeds/changelog.json", "data/schemas/text.schema.json"
_LASTING = f"{NAMED_BY_CONTENT}|{PERMANENT}"


def write_json(headers: Headers, paths: Sequence[str]) -> str:
    """One JSON object: `headers` of every file, by name, and `files`, by path, each with its further headers."""
    known = {path: file_headers(path) for path in paths}
    files = {path: {"Content-Type": file.media_type, "Cache-Control": file.caching} for path, file in known.items()}
    return json.dumps({"headers": dict(headers), "files": files}, indent=2) + "\n"


def write_netlify(headers: Headers, paths: Sequence[str]) -> str:
    """The file `_headers` of Netlify and Cloudflare Pages, which let caches ask each time for all other files."""
    lasting = [path for path in paths if re.fullmatch(NAMED_BY_CONTENT, path)]
    rules: list[tuple[str, Headers]] = [("/*", headers)]
    rules += [(f"/{path}", (("Cache-Control", FOR_EVER),)) for path in [*lasting, "data/texts/*"]]
    lines = ([path, *(f"  {name}: {value}" for name, value in known)] for path, known in rules)
    return "\n\n".join("\n".join(rule) for rule in lines) + "\n"


def write_nginx(headers: Headers) -> str:
    """The lines for `server { … }` of nginx, whose `root` is the folder `current` of the target."""
    lines = "".join(f'add_header {name} "{value}" always;\n' for name, value in headers)
    media = {ending: _media_type(f"a.{ending}").partition(";")[0] for ending in _BY_THE_HOST}  # without the charset
    types = "".join(f"    {media_type} {ending};\n" for ending, media_type in media.items())
    return (
        "index index.html;\n"
        "error_page 404 /404.html;\n"
        f"include mime.types;\ntypes {{\n{types}}}\n"
        f"charset utf-8;\ncharset_types {_IN_UTF8};\n\n"
        f'{lines}add_header Cache-Control "{FOR_MINUTES}";\n\n'
        "location / {\n    try_files $uri $uri/ =404;\n}\n"
        f'location ~ "^/feeds/[^/]+\\.json$" {{\n    types {{}}\n    default_type {_media_type(_FEED)};\n}}\n'
        f'location ~ "^/data/schemas/" {{\n    types {{}}\n    default_type {_media_type(_SCHEMA)};\n}}\n\n'
        "# nginx drops all inherited add_header lines in a location that has one, so they are repeated here\n"
        f'location ~ "^/(?:{_LASTING})$" {{\n{indent(lines, "    ")}    add_header Cache-Control "{FOR_EVER}";\n}}\n'
    )


def write_caddy(headers: Headers) -> str:
    """The lines for the block of a site of Caddy, whose `root` is the folder `current` of the target."""
    lines = "".join(f'    {name} "{value}"\n' for name, value in headers)
    types = "".join(
        f'@{ending} path *.{ending}\nheader @{ending} Content-Type "{_media_type(f"a.{ending}")}"\n'
        for ending in _BY_THE_HOST
    )
    return (
        f"header {{\n{lines}}}\n\n"
        f"@lasting path_regexp `^/(?:{_LASTING})$`\n"
        f"@passing not path_regexp `^/(?:{_LASTING})$`\n"
        f'header @lasting Cache-Control "{FOR_EVER}"\nheader @passing Cache-Control "{FOR_MINUTES}"\n\n{types}'
        f'@feeds path /feeds/*.json\nheader @feeds Content-Type "{_media_type(_FEED)}"\n'
        f'@schemas path /data/schemas/*.json\nheader @schemas Content-Type "{_media_type(_SCHEMA)}"\n\n'
        "file_server\nhandle_errors {\n    @missing expression `{err.status_code} == 404`\n"
        "    handle @missing {\n        rewrite * /404.html\n        file_server\n    }\n}\n"
    )


def write_cloudfront(headers: Headers) -> str:
    """The response headers policy of CloudFront, for `aws cloudfront`. The bucket keeps those of single files."""
    known = dict(headers)
    policy, frame = known.pop("Content-Security-Policy"), known.pop("X-Frame-Options")
    age = int(known.pop("Strict-Transport-Security").removeprefix("max-age="))
    hsts = {"Override": True, "IncludeSubdomains": False, "Preload": False, "AccessControlMaxAgeSec": age}
    security = {
        "ContentSecurityPolicy": {"Override": True, "ContentSecurityPolicy": policy},
        "ContentTypeOptions": {"Override": True},
        "FrameOptions": {"Override": True, "FrameOption": frame},
        "ReferrerPolicy": {"Override": True, "ReferrerPolicy": known.pop("Referrer-Policy")},
        "StrictTransportSecurity": hsts,
    }
    del known["X-Content-Type-Options"]
    others = [{"Header": name, "Value": value, "Override": True} for name, value in known.items()]
    configuration = {
        "Name": "policy-site",
        "Comment": "Made by policy headers",
        "SecurityHeadersConfig": security,
        "CustomHeadersConfig": {"Quantity": len(others), "Items": others},
    }
    return json.dumps(configuration, indent=2) + "\n"


FORMS: Mapping[str, Callable[[Headers, Sequence[str]], str]] = {
    "caddy": lambda headers, _: write_caddy(headers),
    "cloudfront": lambda headers, _: write_cloudfront(headers),
    "cloudfront-function": lambda _headers, _paths: _FUNCTION,
    "json": write_json,
    "netlify": write_netlify,
    "nginx": lambda headers, _: write_nginx(headers),
}
"""The function that writes each format, from the headers of every file and the paths of the files."""

# a function of CloudFront for viewers' requests: a bucket knows no folders, so the function finds the page of each
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


def _media_type(path: str) -> str:
    return file_headers(path).media_type
