"""Tests the level of additions, removals and rewordings in whole policies."""

import pytest

from build_tools.model.rule import Level
from tests.changes.prose.judging import judge

POLICY = """# Privacy Notice

## What we do

We build tools for teams and take your privacy seriously.

{}

That is all there is to it.
"""
CHANGES = (
    (
        Level.MATERIAL,
        "We retain account data for the life of your account.",
        "We retain account data for the life of your account and for up to two years thereafter.",
    ),
    (Level.MATERIAL, "", "**Session replay.** We use third-party tools to record how you move through our pages."),
    (Level.MATERIAL, "We may share aggregated statistics with partners.", "We may share statistics with partners."),
    (Level.NOTABLE, "We may share statistics with partners.", "We may share aggregated statistics with partners."),
    (Level.EDITORIAL, "Please read this notice carefully.", "Please read this Privacy Notice carefully."),
    (
        Level.MATERIAL,
        "We rely on the EU-U.S. Privacy Shield for transfers.",
        "We rely on the EU-U.S. Data Privacy Framework for transfers.",
    ),
    (
        Level.NOTABLE,
        "",
        (
            "### Your California rights\n\nIf you live in California, you may request access"
            " to or deletion of your personal information. We do not sell your personal information."
        ),
    ),
    (
        Level.MATERIAL,
        "",
        (
            "### Notice to California residents\n\n"
            "In the past 12 months we disclosed identifiers and internet activity to advertising networks."
        ),
    ),
    (
        Level.MATERIAL,
        "Subprocessors:\n\n- Amazon Web Services (hosting)\n- Sentry (errors)",
        "Subprocessors:\n\n- Amazon Web Services (hosting)\n- Datadog (errors)",
    ),
    (
        Level.NOTABLE,
        "Subprocessors:\n\n- Amazon Web Services (hosting)\n- Sentry (errors)",
        "Subprocessors:\n\n- Amazon Web Services (hosting)",
    ),
    (
        Level.NOTABLE,
        "Contact us at privacy@acme.example.",
        "Contact us at privacy@acme.example or by phone at +1 555 010 0200.",
    ),
    (
        Level.MATERIAL,
        "Contact our DPO at dpo@acme.example to exercise your rights.",
        "Contact our DPO through the form below to exercise your rights.",
    ),
    (
        Level.EDITORIAL,
        "We use cookies to remember your settings.",
        "We use cookies in order to remember your settings.",
    ),
    (
        Level.MATERIAL,
        "We use cookies to remember your settings.",
        "We use cookies to remember your settings and to show you relevant ads.",
    ),
    (
        Level.MATERIAL,
        "We notify you of material changes by e-mail.",
        "We may change this policy at any time; continued use means that you accept it.",
    ),
    (
        Level.NOTABLE,
        "You can close your account by contacting support.",
        "You can close your account yourself in the settings or by contacting support.",
    ),
    (
        Level.MATERIAL,
        "We require a court order before we hand over data.",
        "We may hand over data in response to lawful requests.",
    ),
    (
        Level.MATERIAL,
        "Support staff access your workspace only with your permission.",
        "Support staff access your workspace to resolve issues.",
    ),
    (Level.MATERIAL, "Your recordings remain yours.", "You grant us a perpetual licence to use your recordings."),
    (Level.NOTABLE, "Acme Inc., 12 Hill Street, Springfield", "Acme Inc., 99 Lake Road, Springfield"),
    (
        Level.MATERIAL,
        "We collect the following:\n\n* Name\n* Email",
        "We collect the following:\n\n* Name\n* Email\n* Health data from connected devices",
    ),
    (
        Level.NOTABLE,
        "We collect the following:\n\n* Name\n* Email\n* Phone",
        "We collect the following:\n\n* Name\n* Email",
    ),
    (
        Level.MATERIAL,
        "|Cookie|Purpose|Expiry|\n|---|---|---|\n|_sid|Keeps you signed in|Session|",
        (
            "|Cookie|Purpose|Expiry|\n|---|---|---|\n|_sid|Keeps you signed in|Session|"
            "\n|_fbp|Advertising by Meta|90 days|"
        ),
    ),
    (
        Level.MATERIAL,
        "The service is not intended for anyone under 18.",
        "The service is not intended for anyone under 13.",
    ),
    (
        Level.EDITORIAL,
        "We take reasonable steps to protect your data.",
        "We take reasonable steps to protect your data!",
    ),
    (Level.MATERIAL, "Data is hosted in AWS eu-west-1 in Ireland.", "Data is hosted in AWS us-east-1 in Virginia."),
    (Level.EDITORIAL, "Data controllers decide how data is used.", "Data controllers determine how data is used."),
    (Level.NOTABLE, "", "We publish a transparency report every year."),
    (Level.MATERIAL, "", "Prices may increase by up to 7% each year."),
    (Level.MATERIAL, "", "You are responsible for keeping your password safe."),
    (
        Level.EDITORIAL,
        "Learn more in our [security page](https://acme.example/security).",
        "Find out more on our [security page](https://acme.example/trust/security).",
    ),
    (Level.MATERIAL, "We delete inactive accounts after 12 months.", "We delete inactive accounts after 24 months."),
    (Level.NOTABLE, "We delete inactive accounts after 12 months.", "We delete inactive accounts after 6 months."),
    (Level.MATERIAL, "We will never share your contacts.", "We will not share your contacts without notice."),
    (
        Level.EDITORIAL,
        "## How do we use your data?\n\nTo run the service.",
        "## How your data is used\n\nTo run the service.",
    ),
    (Level.NOTABLE, "Legal basis: consent.", "Legal basis: consent (Article 6(1)(a) GDPR)."),
    (Level.MATERIAL, "Legal basis: consent.", "Legal basis: legitimate interests."),
    (Level.MATERIAL, "Messages are end-to-end encrypted.", "Messages are encrypted in transit."),
    (Level.EDITORIAL, "Copyright 2030 Acme", "Copyright 2031 Acme"),
    (Level.MATERIAL, "", "We have added Snowflake and Braze as new sub-processors."),
    (
        Level.MATERIAL,
        "Our affiliates in Canada may access support tickets.",
        "Our affiliates in Canada and the Philippines may access support tickets.",
    ),
    (Level.MATERIAL, "", "Zendesk | Ticketing | United States"),
    (
        Level.MATERIAL,
        "| Vendor | Purpose |\n|---|---|\n| Okta | Login |",
        "| Vendor | Purpose |\n|---|---|\n| Okta | Login |\n| Auditly | Log review |",
    ),
    (
        Level.MATERIAL,
        "We work with:\n\n1. Hetzner Online GmbH, Gunzenhausen",
        "We work with:\n\n1. Hetzner Online GmbH, Gunzenhausen\n2. Scaleway SAS, Paris",
    ),
    (
        Level.NOTABLE,
        "| Vendor | Purpose |\n|---|---|\n| Okta | Login |\n| Auditly | Log review |",
        "| Vendor | Purpose |\n|---|---|\n| Okta | Login |",
    ),
    (
        Level.EDITORIAL,
        "| Vendor | Purpose |\n|---|---|\n| Okta | Login |\n| Auditly | Log review |",
        "| Vendor | Purpose |\n| :-- | :-- |\n| Auditly | Log review |\n| Okta | Login |",
    ),
    (Level.MATERIAL, "We keep backups for 35 days.", "We keep backups."),
    (Level.NOTABLE, "We keep backups.", "We keep backups for 35 days."),
    (Level.MATERIAL, "We may use your data for research with your consent.", "We may use your data for research."),
    (
        Level.MATERIAL,
        "You may request deletion by e-mail.",
        "You may request deletion by e-mail. We may charge a reasonable fee.",
    ),
    (Level.NOTABLE, "We store passwords.", "We store passwords in hashed form."),
    (Level.EDITORIAL, "This Policy describes how Acme treats data.", "This policy explains how Acme treats data."),
    (Level.EDITORIAL, "We value your privacy.", "We value your privacy ."),
    (
        Level.MATERIAL,
        "We do not track you across other websites.",
        "We do not track you across other websites, except on our marketing site.",
    ),
    (
        Level.MATERIAL,
        "Children may not use the service.",
        "Children may use the service with a parent’s approval, and we then collect the parent’s name.",
    ),
    (
        Level.MATERIAL,
        "We obtain data from you.",
        "We obtain data from you and from public sources such as social networks.",
    ),
    (Level.MATERIAL, "Aggregated reports are shared with publishers.", "Reports are shared with publishers."),
    (Level.MATERIAL, "Access is limited to engineers who are on call.", "Access is given to engineers."),
    (Level.MATERIAL, "Acme GmbH is responsible for this site.", "Acme Holdings Inc. is responsible for this site."),
    (Level.NOTABLE, "Write to Acme, Data Protection, PO Box 12.", "Write to Acme, Data Protection, PO Box 77."),
    (Level.MATERIAL, "You can object at any time, free of charge.", "You can object at any time."),
    (Level.MATERIAL, "", "By using the service you consent to the transfer of your data to Singapore."),
    (Level.MATERIAL, "", "We may also scan attachments for prohibited content."),
    (Level.MATERIAL, "", "Third parties may set their own identifiers on your device."),
    (Level.MATERIAL, "", "If we are acquired, your information will pass to the new owner."),
    (Level.NOTABLE, "", "We will never use your files to train AI models."),
    (Level.NOTABLE, "", "If you turn on Global Privacy Control, we treat it as an opt-out."),
    (Level.NOTABLE, "If we are acquired, your information will pass to the new owner.", ""),
    (Level.MATERIAL, "If we are acquired, we will ask you before your information passes to the new owner.", ""),
    (Level.NOTABLE, "", "“Personal data” means any information that relates to an identified person."),
    (
        Level.EDITORIAL,
        "For details, see [our help pages](https://help.acme.example).",
        "For more details, please see [our help pages](https://help.acme.example).",
    ),
    (Level.EDITORIAL, "We use the following services :", "We use the following services:"),
    (
        Level.MATERIAL,
        "Marketing e-mails are sent only to people who opted in.",
        "Marketing e-mails are sent to all customers; you can opt out.",
    ),
    (
        Level.MATERIAL,
        "We respond within one month.",
        "We respond within one month, which we may extend by two further months.",
    ),
    (Level.MATERIAL, "Video calls are not recorded.", "Video calls are recorded."),
    (Level.MATERIAL, "Video calls are not recorded.", "Video calls may be recorded."),
    (Level.NOTABLE, "Video calls may be recorded.", "Video calls are not recorded."),
    (Level.MATERIAL, "Data stays in the EU.", "Data stays in the EU or the UK."),
    (Level.EDITORIAL, "Data stays in the EU.", "Data remains in the EU."),
    (Level.EDITORIAL, "- We log visits;\n- We log errors;", "- We log visits.\n- We log errors."),
    (Level.MATERIAL, "Free accounts have no advertising.", "Free accounts may show advertising."),
)


@pytest.mark.parametrize(("level", "before", "after"), CHANGES)
def test_a_change_of_a_policy_has_its_level(level: Level, before: str, after: str) -> None:
    assert judge(POLICY.format(before), POLICY.format(after)) is level
