// The parts of Decap CMS that the editor uses: three backends, five controls, one language.
import { DecapCmsCore as CMS } from "decap-cms-core";
import { GitHubBackend } from "decap-cms-backend-github";
import { GitLabBackend } from "decap-cms-backend-gitlab";
import { ProxyBackend } from "decap-cms-backend-proxy";
import list from "decap-cms-widget-list";
import object from "decap-cms-widget-object";
import select from "decap-cms-widget-select";
import string from "decap-cms-widget-string";
import text from "decap-cms-widget-text";
import { en } from "decap-cms-locales";
import createClass from "create-react-class";
import { createElement } from "react";

CMS.registerBackend("github", GitHubBackend);
CMS.registerBackend("gitlab", GitLabBackend);
CMS.registerBackend("proxy", ProxyBackend);
CMS.registerWidget([list, object, select, string, text].map((widget) => widget.Widget()));
CMS.registerLocale("en", en);
window.CMS = CMS;
window.createClass = createClass;
window.h = createElement;
