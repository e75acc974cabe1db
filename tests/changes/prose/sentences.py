"""Sentences of policies for tests, each with edits that make it worse, better, or only reword it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """A sentence and what may become of it; an empty edit removes it."""

    text: str
    worse: tuple[str, ...] = ()
    better: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


SENTENCES = (
    Sentence(
        "We do not sell personal information to anyone.",
        worse=(
            "We sell personal information to anyone.",
            "We do not currently sell personal information to anyone, except to our affiliates.",
            "We may sell personal information.",
            "",
        ),
        better=("We do not sell or rent personal information to anyone.",),
        same=("We don't sell personal information to anyone.", "We do not sell personal data to anyone."),
    ),
    Sentence(
        "Server logs are kept for 30 days and then erased.",
        worse=(
            "Server logs are kept for 90 days and then erased.",
            "Server logs are kept indefinitely.",
            "Server logs are kept for as long as we need them.",
            "Server logs are kept for six months and then erased.",
        ),
        better=(
            "Server logs are kept for 14 days and then erased.",
            "Server logs are kept for one week and then erased.",
        ),
        same=(
            "Server logs are kept for thirty days and then erased.",
            "Server logs are retained for 30 days, and then deleted.",
        ),
    ),
    Sentence(
        "We answer requests for access within 30 days.",
        worse=(
            "We answer requests for access within 45 days.",
            "We answer requests for access within a reasonable time.",
            "",
        ),
        better=("We answer requests for access within 10 days.",),
        same=("We respond to requests for access within 30 days.",),
    ),
    Sentence(
        "When you sign up, we collect your name and email address.",
        worse=(
            "When you sign up, we collect your name, email address and date of birth.",
            "When you sign up, we collect your name, email address, and precise location.",
            "When you sign up, we collect and share your name and email address.",
        ),
        better=("When you sign up, we collect your email address.",),
        same=(
            "When you sign up, we collect your name and e-mail address.",
            "When you register, we collect your name and email address.",
        ),
    ),
    Sentence(
        "We use your contact details to send invoices.",
        worse=(
            "We use your contact details to send invoices and marketing emails.",
            "We use your contact details to send invoices, and to train machine learning models.",
            "We use your contact details to send invoices and for profiling.",
        ),
        same=("We use your contact details for sending invoices.",),
    ),
    Sentence(
        "We only share your data with service providers who need it to do their work.",
        worse=(
            "We share your data with service providers who need it to do their work.",
            "We only share your data with service providers and advertisers who need it to do their work.",
            "We only share your data with service providers.",
        ),
        same=("We only share your data with service providers that need it to do their work.",),
    ),
    Sentence(
        "You may opt out of analytics at any time in your settings.",
        worse=(
            "",
            "You may opt out of analytics by writing a letter to our office.",
            "You may not opt out of analytics.",
            "You may opt out of analytics within 30 days of signing up.",
        ),
        same=(
            "You can opt out of analytics at any time in your settings.",
            "You may opt-out of analytics at any time, in your settings.",
        ),
    ),
    Sentence(
        "We will notify you by email at least 30 days before we add a new subprocessor.",
        worse=(
            "We will notify you by email at least 10 days before we add a new subprocessor.",
            "We may notify you by email before we add a new subprocessor.",
            "We will post new subprocessors on this page.",
            "",
            "We will not notify you before we add a new subprocessor.",
        ),
        better=("We will notify you by email at least 60 days before we add a new subprocessor.",),
        same=("We'll notify you by e-mail at least 30 days before we add a new sub-processor.",),
    ),
    Sentence(
        "All data is encrypted at rest and in transit.",
        worse=("All data is encrypted in transit.", "Data is stored on our servers.", ""),
        better=("All data is encrypted at rest and in transit, and backups are encrypted too.",),
        same=("All data are encrypted at rest and in transit.",),
    ),
    Sentence(
        "Your data is stored in Germany and France.",
        worse=("Your data is stored in Germany, France and India.", "Your data is stored in the United States."),
        same=("Your data is stored in France and Germany.", "Your data are stored in Germany and France."),
    ),
    Sentence(
        "Payments are processed by Stripe.",
        worse=("Payments are processed by Adyen.", "Payments are processed by Stripe and PayPal."),
        same=("Payments are handled by Stripe.",),
    ),
    Sentence(
        "Our support desk runs on Quillhaven, which stores your messages.",
        worse=(
            "Our support desk runs on Brambledesk, which stores your messages.",
            "Our support desk runs on Quillhaven, which stores your messages and your phone number.",
        ),
    ),
    Sentence(
        "We do not use cookies for advertising.",
        worse=("We use cookies for advertising.", "We use cookies and pixels for advertising.", ""),
        better=("We do not use cookies or pixels for advertising.",),
        same=("We don't use cookies for advertising.",),
    ),
    Sentence(
        "We process this data on the basis of your consent.",
        worse=("We process this data on the basis of our legitimate interest.",),
        same=("We process this data based on your consent.",),
    ),
    Sentence(
        "You have the right to access, correct and delete your data.",
        worse=(
            "You have the right to access and correct your data.",
            "You have the right to access, correct and delete your data, subject to a fee.",
            "Residents of California have the right to access, correct and delete your data.",
        ),
        better=("You have the right to access, correct, export and delete your data.",),
        same=("You have a right to access, correct and delete your data.",),
    ),
    Sentence(
        "To exercise your rights, write to privacy@fernhollow.example.",
        worse=(
            "To exercise your rights, write to requests@harrowgate.example.",
            "To exercise your rights, use the form in your account.",
            "",
        ),
        same=(
            "To exercise your rights, please write to privacy@fernhollow.example.",
            "To exercise your rights write to privacy@fernhollow.example.",
        ),
    ),
    Sentence(
        "The controller is Fernhollow Ltd.",
        worse=("The controller is Harrowgate Inc.",),
        same=("The controller is Fernhollow Ltd",),
    ),
    Sentence(
        "We transfer data to the United States under the standard contractual clauses.",
        worse=(
            "We transfer data to the United States under the Data Privacy Framework.",
            "We transfer data to the United States.",
        ),
        same=("We transfer data to the United States under the Standard Contractual Clauses.",),
    ),
    Sentence(
        "IP addresses are anonymised before they are stored.",
        worse=("IP addresses are stored.", "IP addresses are not anonymised before they are stored."),
        same=(
            "IP addresses are anonymized before they are stored.",
            "IP addresses get anonymised before they are stored.",
        ),
    ),
    Sentence(
        "We may collect information about your device.",
        worse=(
            "We will collect information about your device.",
            "We may collect information about your device and your contacts.",
        ),
        same=("We may collect information about your devices.",),
    ),
    Sentence(
        "We disclose personal data to authorities only when required by law.",
        worse=(
            "We disclose personal data to authorities when we think it is appropriate.",
            "We disclose personal data to authorities on request.",
            "We disclose personal data to authorities and insurers only when required by law.",
        ),
    ),
    Sentence(
        "Our services are not directed to children under 16.",
        worse=(
            "Our services are directed to children under 16.",
            "Our services are not directed to children under 13.",
        ),
    ),
    Sentence(
        "Deleted accounts are removed from our backups within 60 days.",
        worse=(
            "Deleted accounts are removed from our backups within 180 days.",
            "Deleted accounts may be removed from our backups.",
            "",
        ),
        better=("Deleted accounts are removed from our backups within 30 days.",),
        same=("Deleted accounts get removed from our backups within 60 days.",),
    ),
    Sentence(
        "We never read the content of your messages without your permission.",
        worse=(
            "We read the content of your messages.",
            "We rarely read the content of your messages without your permission.",
            "We never read the content of your messages without your permission unless we suspect abuse.",
        ),
        same=("We never read the contents of your messages without your permission.",),
    ),
    Sentence(
        "If you cancel, we refund the fees for the unused months.",
        worse=(
            "If you cancel, we do not refund the fees for the unused months.",
            "",
            "If you cancel, we may refund the fees for the unused months.",
        ),
    ),
    Sentence(
        "You can cancel your subscription at any time.",
        worse=(
            "You can cancel your subscription at the end of each year.",
            "You cannot cancel your subscription before the end of the term.",
            "You can cancel your subscription at any time for a fee of 50 euros.",
        ),
        same=("You may cancel your subscription at any time.",),
    ),
    Sentence(
        "Analytics data is aggregated and does not identify you.",
        worse=("Analytics data identifies you.", "Analytics data is linked to your profile."),
        same=("Analytics data are aggregated and do not identify you.",),
    ),
    Sentence(
        "Only trained staff in our support team can see your account.",
        worse=(
            "Staff in our company can see your account.",
            "Only trained staff and contractors in our support team can see your account.",
        ),
        same=("Only trained employees in our support team can see your account.",),
    ),
    Sentence(
        "We ask for your consent before we set any optional cookies.",
        worse=("We set optional cookies unless you opt out.", "", "We set optional cookies."),
        same=("We ask for your consent before we set optional cookies.",),
    ),
    Sentence(
        "We keep billing records for seven years because tax law requires it.",
        worse=("We keep billing records for ten years because tax law requires it.",),
        better=("We keep billing records for five years because tax law requires it.",),
        same=(
            "We keep billing records for 7 years because tax law requires it.",
            "We keep billing records for seven years since tax law requires it.",
        ),
    ),
    Sentence(
        "We tell affected customers of a data breach without undue delay.",
        worse=(
            "We try to tell affected customers of a data breach.",
            "We tell affected customers of a data breach when we consider it appropriate.",
            "",
        ),
        same=("We tell affected customers about a data breach without undue delay.",),
    ),
    Sentence(
        "Our chat widget records what you type.",
        worse=(
            "Our chat widget records what you type and where you click.",
            "Our chat widget records what you type and your voice.",
        ),
        better=("",),
        same=("Our chat widget records what you type in.",),
    ),
    Sentence(
        "We share email addresses with our newsletter provider.",
        worse=(
            "We share email addresses with our newsletter provider and data brokers.",
            "We share email addresses and phone numbers with our newsletter provider.",
        ),
        better=("",),
        same=("We share e-mail addresses with our newsletter provider.",),
    ),
    Sentence(
        "Decisions about your account are always made by a person.",
        worse=(
            "Decisions about your account may be made by automated processing.",
            "Decisions about your account are usually made by a person.",
        ),
    ),
    Sentence(
        "Disputes are settled by the courts of your country.",
        worse=("Disputes are settled by binding arbitration in Delaware.",),
    ),
    Sentence(
        "We review this policy every year.",
        same=("We review this policy each year.", "We review this privacy policy every year."),
    ),
    Sentence(
        "Our team is happy to explain how this works.",
        same=("Our team is happy to expalin how this works.", "Our team is happy to explain how it works."),
    ),
    Sentence(
        "Crash reports contain the version of the app and the type of your device.",
        worse=("Crash reports contain the version of the app, the type of your device and your location.",),
        same=(
            "Crash reports contain the version of the app, and the type of your device.",
            "Crash reports contain the version of the application and the type of your device.",
        ),
    ),
    Sentence(
        "Your employer can see when you last logged in.",
        worse=(
            "Your employer can see when you last logged in and what you wrote.",
            "Your employer and other members can see when you last logged in.",
        ),
    ),
    Sentence(
        "We delete your photos as soon as you close your account.",
        worse=(
            "We delete your photos one year after you close your account.",
            "We delete your photos when we no longer need them.",
            "We do not delete your photos when you close your account.",
            "",
        ),
        same=("We erase your photos as soon as you close your account.",),
    ),
)

ADDED_WORSE = (
    "We also buy demographic data about you from brokers.",
    "We share usage data with advertising partners.",
    "Our partners may place pixels on our pages.",
    "Recordings of support calls are sent to Larkspur Voice for transcription.",
    "We use your messages to train our language models.",
    "Customers must pay a late fee of 5%.",
    "You agree to indemnify us against all claims.",
    "We collect fingerprints of staff who enter the building.",
    "Data may be processed in Brazil.",
    "Your profile is visible to the public.",
    "We log your keystrokes to detect fraud.",
    "Invoices are sent with Chargebee.",
)
ADDED_BETTER = (
    "You can download a copy of your data at any time.",
    "We never share your phone number.",
    "We encrypt all backups.",
    "Recordings are deleted after 14 days.",
    "We will notify you before we change this policy.",
)
