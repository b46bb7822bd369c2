"""Talks to GSIS: the address to sign in at, the code's exchange, the taxpayer's details.

Plain OAuth2 with an authorization code: no id token, no PKCE; the details come as XML attributes
padded with blanks, without an e-mail.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import requests
from lxml import etree

from integrations.calls import timeouts

LARGEST_ANSWER = 64 * 1024
FIELDS = ("userid", "taxid", "lastname", "firstname", "fathername", "mothername", "birthyear")


class GsisError(Exception):
    """The sign-in service gave no usable answer; the text may be shown to the citizen's helper."""


class GsisUnavailable(GsisError):
    """The sign-in service did not answer; try again later."""


class GsisRefused(GsisError):
    """The sign-in service refused the code or our credentials: start the sign-in again."""


class GsisBadAnswer(GsisError):
    """The sign-in service sent something that cannot be trusted or understood."""


@dataclass(frozen=True, slots=True)
class TaxpayerIdentity:
    """A natural person as the tax administration knows them; `taxid` (AFM) is the key."""

    userid: str
    taxid: str
    lastname: str
    firstname: str
    fathername: str
    mothername: str
    birthyear: int | None

    def __repr__(self) -> str:
        # Personal data must not reach a log by way of a traceback.
        return f"TaxpayerIdentity(taxid='*****{self.taxid[-4:]}')"


class GsisClient:
    """One registered application at GSIS.

    :param base_url: address up to and including `/oauth2server`
    :param scope: as registered; may be empty
    :param timeout: seconds to wait for an answer
    """

    def __init__(
        self, base_url: str, client_id: str, client_secret: str, scope: str, timeout: float = 10.0
    ) -> None:
        self._base = base_url.rstrip("/")
        self._client_id = client_id
        self._client_secret = client_secret
        self._scope = scope
        self._timeout = timeouts(timeout)

    def authorize_url(self, *, redirect_uri: str, state: str) -> str:
        """Return the address to send the citizen to.

        :param redirect_uri: exactly as registered with GSIS
        """
        params = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "state": state,
        }
        if self._scope:
            params["scope"] = self._scope
        return f"{self._base}/oauth/authorize?{urlencode(params)}"

    def exchange(self, *, code: str, redirect_uri: str) -> str:
        """Turn the one-time code into an access token.

        :raises GsisRefused: if the code is used, old or not ours
        """
        answer = self._send(
            "POST",
            "/oauth/token",
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect_uri,
                "client_id": self._client_id,
                "client_secret": self._client_secret,
            },
        )
        try:
            data = answer.json()
        except ValueError as error:
            raise GsisBadAnswer("GSIS answered the token request with no JSON") from error
        token = data.get("access_token") if isinstance(data, dict) else None
        if not isinstance(token, str) or not token:
            raise GsisBadAnswer("GSIS answered the token request without a token")
        return token

    def user_info(self, token: str) -> TaxpayerIdentity:
        """Return who signed in.

        :raises GsisRefused: if the token is no longer accepted
        :raises GsisBadAnswer: if the answer holds a DTD, no AFM or an AFM with a wrong check digit
        """
        answer = self._send(
            "GET",
            "/userinfo",
            params={"format": "xml"},
            headers={"Authorization": f"Bearer {token}"},
        )
        return read_user_info(answer.content)

    def logout_url(self, return_url: str) -> str:
        """Return the address that ends the session at GSIS and comes back to `return_url`."""
        client = quote(self._client_id, safe="")
        return f"{self._base}/logout/{client}/?{urlencode({'url': return_url})}"

    def _send(self, method: str, path: str, **request: object) -> requests.Response:
        try:
            answer = requests.request(
                method,
                self._base + path,
                timeout=self._timeout,
                allow_redirects=False,
                **request,  # type: ignore[arg-type]
            )
        except requests.RequestException as error:
            raise GsisUnavailable("GSIS did not answer; try again later") from error
        if answer.status_code == 429 or answer.status_code >= 500:
            raise GsisUnavailable(f"GSIS answered with {answer.status_code}; try again later")
        if answer.status_code != 200:
            reason = _reason(answer)
            raise GsisRefused(f"GSIS refused ({reason}); start the sign-in again")
        return answer


def _reason(answer: requests.Response) -> str:
    try:
        word = answer.json()["error"]
    except (ValueError, KeyError, TypeError):
        word = ""
    # Only a plain OAuth word may travel on; a reply may echo anything.
    return word if re.fullmatch(r"[a-z_]{1,40}", str(word)) else str(answer.status_code)


def read_user_info(body: bytes) -> TaxpayerIdentity:
    """Read the taxpayer's details.

    :raises GsisBadAnswer: if they are malformed, dangerous or without a valid AFM
    """
    element = _user_element(body)
    values = {name: (element.get(name) or "").strip() for name in FIELDS}
    if not values["taxid"]:
        raise GsisBadAnswer("GSIS sent no AFM for this user")
    if not is_afm(values["taxid"]):
        raise GsisBadAnswer("GSIS sent an AFM whose check digit is wrong")
    year = values.pop("birthyear")
    return TaxpayerIdentity(**values, birthyear=int(year) if re.fullmatch(r"\d{4}", year) else None)


def _user_element(body: bytes) -> etree._Element:
    if len(body) > LARGEST_ANSWER:
        raise GsisBadAnswer("GSIS sent an answer that is too long")
    # Entities in attributes are replaced while parsing, so a DTD is refused unread.
    if b"<!DOCTYPE" in body.upper() or b"<!ENTITY" in body.upper():
        raise GsisBadAnswer("GSIS sent a document type definition, which is not accepted")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise GsisBadAnswer("GSIS sent user details that are no XML") from error
    # A second look for encodings in which the text above does not stand as such.
    if root.getroottree().docinfo.doctype:
        raise GsisBadAnswer("GSIS sent a document type definition, which is not accepted")
    for element in root.iter(etree.Element):
        if etree.QName(element).localname == "userinfo":
            return element
    raise GsisBadAnswer("GSIS sent user details without a userinfo element")


def is_afm(text: str) -> bool:
    """Tell whether `text` is a nine-digit AFM with the right check digit."""
    if not re.fullmatch(r"[0-9]{9}", text) or text == "000000000":
        return False
    weighted = sum(int(digit) << (8 - place) for place, digit in enumerate(text[:8]))
    return weighted % 11 % 10 == int(text[8])
