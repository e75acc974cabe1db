"""Five invented texts in the forms of real ones: vendors, periods, cookies, a US state, and a German text."""

VENDORS = """\
<!doctype html><html lang="en"><head><link rel="canonical" href="https://mossgate.example/legal/subprocessors"></head>
<body><nav><a href="/">Mossgate</a></nav><main><h1>Mossgate Subprocessors</h1>
<p><em>Last updated: 3 March 2026</em></p>
<p>Mossgate GmbH (“Mossgate”, “we”) engages these companies.
Ask <a href="mailto:privacy@mossgate.example">us</a>, or read the <a href="/legal/privacy#vendors">policy</a>.</p>
<h2>Infrastructure</h2>
<table><thead><tr><th>Entity Name</th><th>Description of Processing</th><th>Location of Processing</th>
<th>Corporate Location</th><th>Website</th></tr></thead><tbody>
<tr><td>Alderstack Inc.</td><td>Hosting of the service</td><td>Germany, Ireland</td><td>United States</td>
<td><a href="https://alderstack.example/">alderstack.example</a></td></tr>
<tr><td>Brookmail B.V.</td><td>Delivery of e-mail</td><td>Netherlands</td><td>Netherlands</td><td>–</td></tr>
</tbody></table>
<h2>Mossgate affiliates</h2>
<p>These companies belong to us.</p>
<table><tr><th>Entity Name</th><th>Description of Processing</th><th>Location of Processing</th>
<th>Corporate Location</th><th>Website</th></tr>
<tr><td>Mossgate UK Ltd</td><td>Support</td><td>United Kingdom</td><td>United Kingdom</td><td></td></tr>
</table></main><footer>© Mossgate</footer></body></html>
"""

PERIODS = """\
<html lang="en"><body><article><h1>Privacy Notice of Tarnwood</h1>
<p>Effective Date: January 15, 2026</p>
<p>Tarnwood Ltd (“Tarnwood”, “we”, “us”) keeps data as follows. Questions go to privacy@tarnwood.example.</p>
<h2>1. How long we keep data</h2>
<table><tr><th>Category of data</th><th>Examples</th><th>Retention period (months)</th><th>Legal basis</th></tr>
<tr><td>Account data</td><td>name, password</td><td>24<sup>1</sup></td><td>Art. 6(1)(b) GDPR</td></tr>
<tr><td>Invoices</td><td>amounts</td><td>120</td><td>Art. 6(1)(c) GDPR</td></tr>
<tr><td>Server logs</td><td>addresses</td><td>up to 3</td><td>Art. 6(1)(f) GDPR</td></tr></table>
<p><sup>1</sup> Longer where a dispute is open, see <a href="#rights">your rights</a>.</p>
<h2 id="rights">2. Your rights</h2>
<ul><li><strong>Access:</strong> ask for a copy of your data</li><li><strong>Erasure:</strong> have it deleted</li></ul>
<p>We do not process your data except:</p><ul><li>to answer you</li><li>to bill you</li></ul>
</article></body></html>
"""

COOKIES = """\
# Cookie Notice

Last revised on May 4, 2026

Pinebrook (“we”, “us”) sets these cookies. Write to cookies@pinebrook.example.

## Cookies that we set

| Cookie | Provider | Purpose | Expiry | Type |
|---|---|---|---|---|
| `pb_session` | Pinebrook | Keeps you signed in | Session | Strictly necessary |
| _vis | Visitwell | Counts visits | 13 months | Analytics |
| adpath | Adpath Inc. | Chooses advertisements | up to 90 days | Marketing |

## Third parties

| Third party | Service | Opt-out |
|---|---|---|
| Visitwell | Statistics of visits | [Opt out](https://visitwell.example/out) |
| Adpath Inc. | Advertising | [Opt out](https://adpath.example/out) |

1. You can block cookies:

   a) in your browser,

   b) on our [settings page](/settings).
2. You can delete them.
"""

STATE = """\
# Privacy Policy for Residents of Certain States

**Last Modified: 01/02/2026**

Quillmere, Inc. (“Quillmere”, “we”) wrote this supplement. Contact privacy@quillmere.example.

## Information we collect

| Category of personal information | Examples | Collected | Disclosed to |
|---|---|---|---|
| Identifiers | name, e-mail address | Yes | service providers |
| Biometric information | fingerprints | No | nobody |

## Categories of recipients

| Recipient | Purpose |
|---|---|
| Payment providers | billing |
| Advertising networks | advertising |
| Government authorities | legal duties |

## Sale of personal information

We do not sell personal information. We disclose it only for these purposes:

- to run the service
- to meet legal duties

We will not use your information to:

- train models

## Your rights

- Right to know: what we collect
- Right to delete: your information
- Right to opt out: of targeted advertising

We respond to requests within 45 days.
"""

GERMAN = """\
<html lang="de"><body><div id="content"><h1>Datenschutzerklärung</h1><p>Stand: März 2026</p>
<h2>1. Verantwortlicher</h2><p>Verantwortlich ist die Birkental GmbH.</p>
<p>Birkental GmbH<br>Am Hang 3<br>00000 Musterstadt<br></p><p>datenschutz@birkental.example</p>
<h2>2. Auftragsverarbeiter</h2>
<table><tr><th>Unterauftragsverarbeiter</th><th>Leistung</th><th>Kategorien personenbezogener Daten</th>
<th>Ort der Verarbeitung</th><th>Garantien</th></tr>
<tr><td>Eichhof AG</td><td>Betrieb der Server</td><td>Kundendaten</td><td>Deutschland</td><td>–</td></tr>
<tr><td>Fernpost Inc.</td><td>Versand von E-Mails</td><td>E-Mail-Adresse</td><td>USA</td>
<td>Standardvertragsklauseln</td></tr></table>
<h2>3. Speicherdauer</h2>
<table><tr><th>Datenart</th><th>Speicherdauer</th><th>Rechtsgrundlage</th></tr>
<tr><td>Rechnungen</td><td>10 Jahre</td><td>Art. 6 Abs. 1 lit. c DSGVO</td></tr>
<tr><td>Protokolle</td><td>höchstens 30 Tage</td><td>Art. 6 Abs. 1 lit. f DSGVO</td></tr></table>
<h2>4. Ihre Rechte</h2><ol type="a"><li>Auskunft</li><li>Löschung nach Ziffer 3</li></ol>
</div></body></html>
"""

FORMS = {
    "vendors.html": VENDORS.encode(),
    "periods.html": PERIODS.encode(),
    "cookies.md": COOKIES.encode(),
    "state.md": STATE.encode(),
    "german.html": GERMAN.encode(),
}
